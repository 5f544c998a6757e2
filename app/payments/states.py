"""States of a payment with the channel, and of a refund."""

from enum import StrEnum


class PaymentStatus(StrEnum):
    WAITING = "waiting"
    PAID = "paid"
    CLOSED = "closed"


class RefundStatus(StrEnum):
    REQUESTED = "requested"
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"
