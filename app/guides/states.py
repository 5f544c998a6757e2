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


class EndedBy(StrEnum):
    """Who ended a friendship. `handed_over`: WeCom did, when the customer went to another guide; that is no loss."""

    CUSTOMER = "customer"
    GUIDE = "guide"
    HANDED_OVER = "handed_over"


class CameByKind(StrEnum):
    """What of ours a customer and a guide became friends by: a channel code, or a channel of an acquisition link."""

    CHANNEL_CODE = "channel_code"
    LINK = "link"


class Press(StrEnum):
    """What a guide may press on a card."""

    FOLLOWED_UP = "followed_up"
    MUTE_TODAY = "mute_today"


# What a button says, and what the card says once it was pressed.
BUTTONS: dict[str, str] = {Press.FOLLOWED_UP: "已跟进", Press.MUTE_TODAY: "今天不再提醒"}
PRESSED: dict[str, str] = {Press.FOLLOWED_UP: "已标记跟进", Press.MUTE_TODAY: "今天不再提醒此客户"}
