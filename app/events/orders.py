"""What orders tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """An order was placed and its stock is held. `total` in fen."""

    order_id: UUID
    member_id: UUID
    total: int
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class OrderPaid:
    """An order is paid and its stock is sold. `total` in fen; `guide_id` is the staff it was attributed to."""

    order_id: UUID
    member_id: UUID
    number: str
    total: int
    guide_id: UUID | None
    entrance_kind: str | None
    entrance_source_id: UUID | None
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """An unpaid order was cancelled and its holds are released."""

    order_id: UUID
    member_id: UUID
    reason: str
