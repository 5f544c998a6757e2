"""What the behaviour stream records."""

from enum import StrEnum


class Behaviour(StrEnum):
    PRODUCT_VIEW = "product_view"
    CART_ADD = "cart_add"
    ORDER_PLACED = "order_placed"


class EntranceKind(StrEnum):
    """What kind of link a member came in by. CHANNEL, SOP and GUIDE are made by those domains, SHARE by members.

    GUIDE: something one guide sent or put on a poster; the source is that one sending.
    """

    CHANNEL = "channel"
    SOP = "sop"
    STORE = "store"
    GROUP = "group"
    POSTER = "poster"
    AD = "ad"
    LIVE = "live"
    ARTICLE = "article"
    VIDEO = "video"
    SHARE = "share"
    GUIDE = "guide"


# Kinds whose links head office makes itself.
MADE_BY_HAND = frozenset(
    set(EntranceKind) - {EntranceKind.CHANNEL, EntranceKind.SOP, EntranceKind.SHARE, EntranceKind.GUIDE}
)
