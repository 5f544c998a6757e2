"""States of what guides work with."""

from enum import StrEnum


class ChannelCodeStatus(StrEnum):
    REQUESTED = "requested"
    LIVE = "live"
    FAILED = "failed"


class WelcomeStatus(StrEnum):
    """`missed`: the platform's 20 seconds were over before the message could be sent."""

    WAITING = "waiting"
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
