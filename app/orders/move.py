"""Move an order to its next state, by compare-and-set with a row of history."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel import clock, db
from app.kernel.actor import Actor
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.orders import sql
from app.orders.states import MOVES, OrderStatus


@atomic
async def move(order_id: UUID, to: OrderStatus, by: Actor, due_at: datetime | None = None) -> Any:
    """The moved order's (id, member_id, number), or None when its state does not allow it, or it does not exist.

    `due_at` is when the new state ends by itself.
    """
    sources = [status.value for status, targets in MOVES.items() if to in targets]
    return await db.fetch_one(
        sql.MOVE, order_id, to.value, sources, due_at, new_id(), by.kind.value, by.id, clock.now()
    )
