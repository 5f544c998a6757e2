"""What after-sale tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReturnedPieces:
    """Pieces of an order line given back for good. `amount` of their share in fen, `base` the line's whole amount."""

    order_line_id: UUID
    sku_id: UUID
    quantity: int
    of_quantity: int
    amount: int
    base: int


@dataclass(frozen=True, slots=True)
class GoodsRefunded:
    """An after-sale was granted: its pieces are given back and their money is on its way.

    `goods_amount` is the lines' share of the order's total (WeChat money and stored value), `freight` what goes back
    of freight, `points` the burnt points that come back. `whole`: nothing of the order is left.
    """

    after_sale_id: UUID
    order_id: UUID
    member_id: UUID
    order_number: str
    goods_amount: int
    freight: int
    stored_value: int
    points: int
    whole: bool
    lines: list[ReturnedPieces]
    at: datetime


@dataclass(frozen=True, slots=True)
class AfterSaleMoved:
    """An after-sale changed its state, for whoever waits for it. `status` as aftersale.states.AfterSaleStatus."""

    after_sale_id: UUID
    order_id: UUID
    member_id: UUID
    number: str
    status: str


@dataclass(frozen=True, slots=True)
class ExchangeGranted:
    """The returned goods arrived and their replacement was taken out of stock: (location, order line, pieces)."""

    after_sale_id: UUID
    order_id: UUID
    pieces: list[tuple[UUID, UUID, int]]
