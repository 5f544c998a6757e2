"""What the behaviour stream records."""

from enum import StrEnum


class Behaviour(StrEnum):
    PRODUCT_VIEW = "product_view"
    CART_ADD = "cart_add"
    ORDER_PLACED = "order_placed"


class EntranceKind(StrEnum):
    """What kind of link a member came in by."""

    CHANNEL = "channel"
    SOP = "sop"
