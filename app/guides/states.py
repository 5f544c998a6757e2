"""States of what guides work with."""

from enum import StrEnum


class ChannelCodeStatus(StrEnum):
    """`creating`: the call to WeCom may have happened; the code is looked up before it is made again."""

    REQUESTED = "requested"
    CREATING = "creating"
    LIVE = "live"
    FAILED = "failed"


class WelcomeStatus(StrEnum):
    """`sending`: the call to WeCom may have happened. `missed`: the platform's 20 seconds were over."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    MISSED = "missed"
    REFUSED = "refused"


class NoticeStatus(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class NoticeKind(StrEnum):
    RADAR = "radar"
    ORDER_PAID = "order_paid"
    BROADCAST_TO_CONFIRM = "broadcast_to_confirm"
