"""States of orders that end by time: shipped becomes received, received becomes completed."""

from uuid import UUID

from app.events.orders import OrderCompleted
from app.kernel import clock, db, outbox
from app.kernel.actor import SYSTEM
from app.kernel.db import atomic
from app.orders import sql
from app.orders.move import move
from app.orders.receive import receive
from app.orders.states import OrderStatus

BATCH = 100


async def turn_due() -> int:
    """Move every order whose timer is over, a batch at a time. Returns how many."""
    moved = batch = await _turn_batch()
    while batch == BATCH:
        batch = await _turn_batch()
        moved += batch
    return moved


@atomic
async def _turn_batch() -> int:
    due = await db.fetch(sql.CLAIM_DUE, clock.now(), BATCH)
    for row in due:
        if row["status"] == OrderStatus.SHIPPED:
            await receive(row["id"], SYSTEM)
        else:
            await _complete(row["id"])
    return len(due)


async def _complete(order_id: UUID) -> None:
    moved = await move(order_id, OrderStatus.COMPLETED, SYSTEM)
    if moved is not None:
        await outbox.publish(OrderCompleted(order_id, moved["member_id"]))
