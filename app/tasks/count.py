"""Count what really happened for the guides' tasks, each thing once, by the time it happened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel import clock, db, locks
from app.kernel.db import atomic
from app.tasks import sql
from app.tasks.gate import counting
from app.tasks.states import TaskKind

OF_ORDERS = [TaskKind.ORDERS.value, TaskKind.SALES.value]


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that counts one. `source_ref` names it, at most 80 characters; `at` is its own time."""

    kind: TaskKind
    staff_ids: Collection[UUID]
    source_ref: str
    at: datetime
    channel_code_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """Pieces of a product and what they cost, in fen after discounts."""

    product_id: UUID
    amount: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Sale:
    """A paid order of a guide. `goods` without gifts."""

    order_id: UUID
    staff_id: UUID
    goods: Collection[Goods]
    paid_at: datetime


@atomic
async def count(happened: Happened) -> None:
    """Add it to every row of these guides whose task asks for it and ran at its time."""
    await counting()
    staff_ids, kinds = list(happened.staff_ids), [happened.kind.value]
    values = (staff_ids, kinds, happened.source_ref, happened.at, clock.now(), happened.channel_code_id)
    await db.execute(sql.COUNT, *values)


@atomic
async def count_sale(sale: Sale) -> None:
    """Add an order to the guide's tasks of orders and of sales, once."""
    await counting()
    total = sum(each.amount for each in sale.goods)
    values = (f"order:{sale.order_id}", sale.paid_at, clock.now(), sale.order_id, total)
    await db.execute(sql.COUNT_ORDER, [sale.staff_id], OF_ORDERS, *values, *_columns(sale.goods))


@atomic
async def take_back(sale: Sale, after_sale_id: UUID, returned: Collection[Goods], at: datetime) -> None:
    """Take what came back out of what the sale had counted, once. It is counted first should it not be yet.

    Returns of one order come one after the other: the last one takes the order itself.
    """
    await counting()
    await locks.hold("guide tasks", "order", str(sale.order_id))
    await count_sale(sale)
    values = (f"after-sale:{after_sale_id}", at, clock.now(), sale.order_id, 0)
    await db.execute(sql.TAKE_BACK, [sale.staff_id], OF_ORDERS, *values, *_columns(returned))


def _columns(goods: Collection[Goods]) -> tuple[list[UUID], list[int], list[int]]:
    return (
        [each.product_id for each in goods],
        [each.amount for each in goods],
        [each.pieces for each in goods],
    )
