"""What orders tell."""

from dataclasses import dataclass, field
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
    """An order is paid and its stock is sold. `total` in fen; `guide_id` is the staff it was attributed to.

    `total` is what the goods and freight cost after all discounts, whether paid by WeChat or from stored value.
    `bonus_points` and `bonus_coupons` (templates) are what promotions give on top.
    """

    order_id: UUID
    member_id: UUID
    number: str
    total: int
    guide_id: UUID | None
    entrance_kind: str | None
    entrance_source_id: UUID | None
    paid_at: datetime
    goods_amount: int = 0
    fulfilment: str = "express"
    store_id: UUID | None = None
    bonus_points: int = 0
    bonus_coupons: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """An unpaid order was cancelled and its holds are released."""

    order_id: UUID
    member_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class OrderShipped:
    """Everything of an order that is not given back is on its way."""

    order_id: UUID
    member_id: UUID
    number: str
    shipped_at: datetime


@dataclass(frozen=True, slots=True)
class OrderReceived:
    """The member has the goods: by their word, at the counter, or by time."""

    order_id: UUID
    member_id: UUID
    number: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class OrderCompleted:
    """The time for after-sale is over."""

    order_id: UUID
    member_id: UUID


@dataclass(frozen=True, slots=True)
class OrderClosed:
    """Every piece of a paid order was given back."""

    order_id: UUID
    member_id: UUID
