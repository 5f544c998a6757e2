"""Guides, tasks and what happens to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.analytics.invariants import check
from app.events.aftersale import GoodsRefunded, ReturnedPieces
from app.events.orders import OrderPaid
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.orders.models import Order, OrderLine
from app.orders.states import OrderStatus
from app.staff.models import Staff
from app.stores.models import Store
from app.tasks.draft import draft
from app.tasks.models import TaskRow
from app.tasks.publish import publish
from app.tasks.states import Audience, TaskKind
from app.tasks.terms import TaskTerms

HOUR = timedelta(hours=1)
BOSS = new_id()


async def guide(name: str = "李娜", store_id: UUID | None = None, *, active: bool = True, role: str = "guide") -> UUID:
    staff_id = new_id()
    await Staff.create(
        id=staff_id,
        userid=f"u{staff_id.hex}",
        name=name,
        roles=[role],
        store_id=store_id,
        active=active,
        created_at=clock.now(),
    )
    return staff_id


async def store(name: str) -> UUID:
    store_id = new_id()
    await Store.create(id=store_id, code=store_id.hex, name=name, created_at=clock.now())
    return store_id


def terms(kind: TaskKind = TaskKind.ORDERS, target: int = 2, **more: Any) -> TaskTerms:
    """For everyone and a day, unless `more` says otherwise."""
    given = {"title": "五一冲刺", "kind": kind, "target": target, "audience": Audience.EVERYONE}
    return TaskTerms.model_validate({**given, "deadline_at": clock.now() + 24 * HOUR, **more})


async def drafted(kind: TaskKind = TaskKind.ORDERS, target: int = 2, **more: Any) -> UUID:
    return await draft(terms(kind, target, **more), BOSS, new_id().hex)


async def running(kind: TaskKind = TaskKind.ORDERS, target: int = 2, **more: Any) -> UUID:
    """A published task that counts from an hour ago on."""
    task_id = await drafted(kind, target, **more)
    await publish(task_id)
    await db.execute(
        "UPDATE guide_tasks SET status = 'running', starts_at = $2 WHERE id = $1", task_id, clock.now() - HOUR
    )
    return task_id


async def stands(task_id: UUID, staff_id: UUID) -> tuple[int, str]:
    """(progress, status) of a guide's row."""
    row = await TaskRow.get(task_id=task_id, staff_id=staff_id)
    return row.progress, row.status.value


@dataclass(frozen=True)
class Bought:
    """A paid order. `lines`: (product, fen, pieces) each."""

    paid: OrderPaid
    line_ids: list[UUID]
    lines: Sequence[tuple[UUID, int, int]]

    def returned(self, *pieces: int, after_sale_id: UUID | None = None, amounts: Sequence[int] = ()) -> GoodsRefunded:
        """So many pieces of each line go back, for `amounts` or their plain share."""
        back = amounts or [amount * n // of for (_, amount, of), n in zip(self.lines, pieces, strict=True)]
        lines = [
            ReturnedPieces(line_id, new_id(), n, of, share, amount)
            for line_id, (_, amount, of), n, share in zip(self.line_ids, self.lines, pieces, back, strict=True)
            if n
        ]
        return GoodsRefunded(
            after_sale_id=after_sale_id or new_id(),
            order_id=self.paid.order_id,
            member_id=self.paid.member_id,
            order_number=self.paid.number,
            goods_amount=sum(back),
            freight=0,
            stored_value=0,
            points=0,
            whole=False,
            lines=lines,
            at=clock.now(),
        )


async def bought(
    guide_id: UUID | None, *lines: tuple[UUID, int, int], at: datetime | None = None, freight: int = 800, gifts: int = 0
) -> Bought:
    order_id, member_id, paid_at = new_id(), new_id(), at or clock.now()
    total = sum(amount for _, amount, _ in lines) + freight
    await Order.create(
        id=order_id,
        number=order_id.hex,
        member_id=member_id,
        idempotency_key=order_id.hex,
        request_hash="",
        status=OrderStatus.PAID,
        total=total,
        freight=freight,
        payable=total,
        guide_id=guide_id,
        expires_at=paid_at,
        placed_at=paid_at,
        paid_at=paid_at,
    )
    rows = [_line(order_id, number, *line) for number, line in enumerate(lines, 1)]
    free = [_line(order_id, len(rows) + n, new_id(), 0, 1, gift_of=new_id()) for n in range(1, gifts + 1)]
    await OrderLine.bulk_create([*rows, *free])
    paid = OrderPaid(order_id, member_id, order_id.hex, total, guide_id, None, None, paid_at)
    return Bought(paid, [row.id for row in rows], lines)


def _line(order_id: UUID, line: int, product_id: UUID, amount: int, pieces: int, **more: Any) -> OrderLine:
    facts = {"sku_id": new_id(), "product_id": product_id, "title": "精华水", "spec": "100ml", "quantity": pieces}
    prices = {"unit_price": -(-amount // pieces), "promotion_discount": -(-amount // pieces) * pieces - amount}
    return OrderLine(id=new_id(), order_id=order_id, line=line, amount=amount, **facts, **prices, **more)


async def progress_is_counted() -> None:
    """Each row's progress is the sum of what counted for it."""
    assert [one.truth for one in await check() if "guide task" in one.truth and not one.holds] == []


async def notices(staff_id: UUID) -> list[str]:
    rows = await db.fetch("SELECT content FROM guide_notices WHERE staff_id = $1 ORDER BY created_at, id", staff_id)
    return [row["content"] for row in rows]
