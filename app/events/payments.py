"""What payments tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PaymentSucceeded:
    """The channel has the money. `subject_id` is what was paid for, of `subject_kind`; `amount` in fen."""

    payment_id: UUID
    subject_id: UUID
    amount: int
    paid_at: datetime
    subject_kind: str = "order"


@dataclass(frozen=True, slots=True)
class RefundRequested:
    """A refund was decided and its number stored; the channel is to be asked."""

    refund_id: UUID


@dataclass(frozen=True, slots=True)
class PaymentAbandoned:
    """What was to be paid is cancelled; the channel's order is to be closed."""

    payment_id: UUID


@dataclass(frozen=True, slots=True)
class RefundSucceeded:
    """The channel gave money back. `source_ref` names who asked for it; `amount` in fen."""

    refund_id: UUID
    payment_id: UUID | None
    source_ref: str
    amount: int


@dataclass(frozen=True, slots=True)
class IncidentOpened:
    """Money came that cannot be applied; it goes back by itself. `kind` as payments.states.IncidentKind."""

    incident_id: UUID
    kind: str
    amount: int
