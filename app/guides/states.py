"""States of what guides work with."""

from enum import StrEnum


class NoticeStatus(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class NoticeKind(StrEnum):
    RADAR = "radar"
    ORDER_PAID = "order_paid"
    BROADCAST_TO_CONFIRM = "broadcast_to_confirm"
