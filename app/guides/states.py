"""States of what guides work with."""

from enum import StrEnum


class NoticeStatus(StrEnum):
    """`sending`: a card was handed to WeCom and its answer is not known."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class NoticeKind(StrEnum):
    RADAR = "radar"
    ORDER_PAID = "order_paid"
    BROADCAST_TO_CONFIRM = "broadcast_to_confirm"
    ANSWER = "answer"
    DIGEST = "digest"
    TASK_ASSIGNED = "task_assigned"
    TASK_REMINDER = "task_reminder"
    TASK_LATE = "task_late"
    LINKS = "links"
    FRIEND_LOST = "friend_lost"
    LOSS_WARNING = "loss_warning"


class AttributionMode(StrEnum):
    """`one`: a locked guide. `many`: any friend may be the guide of an order; the bond is only the main guide's."""

    ONE = "one"
    MANY = "many"


class WhichFriend(StrEnum):
    """Which new friendships may bind a member who has a guide: the very first, a store's first, or each."""

    FIRST = "first"
    FIRST_OF_STORE = "first_of_store"
    LATEST = "latest"


class Performance(StrEnum):
    """Whose order it is: nobody's; the member's own guide's; else that of the guide whose link the member came in by;
    else that of the store's first active guide.
    """

    NONE = "none"
    OWN = "own"
    OWN_OR_LINK = "own_or_link"
    OWN_OR_STORE = "own_or_store"


class AttributionReason(StrEnum):
    """Why a member got another guide."""

    FIRST_FRIEND = "first_friend"
    FRIEND = "friend"
    ENTRY = "entry"
    PURCHASE = "purchase"
    BY_HAND = "by_hand"
    HANDED_OVER = "handed_over"


class EndedBy(StrEnum):
    """Who ended a friendship. `handed_over`: WeCom did, when the customer went to another guide; that is no loss."""

    CUSTOMER = "customer"
    GUIDE = "guide"
    HANDED_OVER = "handed_over"


class CameByKind(StrEnum):
    """What of ours a customer and a guide became friends by: a channel code, a channel of an acquisition link, or a
    hand-over, which makes nobody a new friend of the house.
    """

    CHANNEL_CODE = "channel_code"
    LINK = "link"
    HAND_OVER = "hand_over"


class Press(StrEnum):
    """What a guide may press on a card."""

    FOLLOWED_UP = "followed_up"
    MUTE_TODAY = "mute_today"
