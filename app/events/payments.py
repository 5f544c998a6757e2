"""What payments tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PaymentSucceeded:
    """The channel has the money. `subject_id` is what was paid for; `amount` in fen."""

    payment_id: UUID
    subject_id: UUID
    amount: int
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class RefundRequested:
    """A refund was decided and its number stored; the channel is to be asked."""

    refund_id: UUID


@dataclass(frozen=True, slots=True)
class PaymentAbandoned:
    """What was to be paid is cancelled; the channel's order is to be closed."""

    payment_id: UUID
