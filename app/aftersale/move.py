"""Move an after-sale to its next state, by compare-and-set with a row of history and an event."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.aftersale import sql
from app.aftersale.errors import AfterSaleNotFound, AfterSaleWrongState
from app.aftersale.models import AfterSale
from app.aftersale.states import MOVES, AfterSaleStatus
from app.events.aftersale import AfterSaleMoved
from app.kernel import clock, db, outbox
from app.kernel.actor import Actor
from app.kernel.db import atomic
from app.kernel.ids import new_id

# How long either side may be silent in a state before the rules decide for it: see turn_due.py.
SILENCE = {
    AfterSaleStatus.REQUESTED: timedelta(hours=48),
    AfterSaleStatus.AWAITING_RETURN: timedelta(days=7),
    AfterSaleStatus.RETURNING: timedelta(days=10),
}
OVER = frozenset(status for status, targets in MOVES.items() if not targets)


@atomic
async def move(
    after_sale_id: UUID, to: AfterSaleStatus, by: Actor, note: str = "", seen: AfterSaleStatus | None = None
) -> Any:
    """The moved row (id, order_id, member_id, number). Raises AfterSaleNotFound or AfterSaleWrongState.

    `seen`: the one state it may be left from, when several lead to the next.
    """
    now = clock.now()
    sources = [status.value for status, targets in MOVES.items() if to in targets and seen in (None, status)]
    due_at = now + SILENCE[to] if to in SILENCE else None
    actor = (by.kind.value, by.id)
    moved = await db.fetch_one(
        sql.MOVE, after_sale_id, to.value, sources, due_at, new_id(), *actor, note[:200], now, to in OVER
    )
    if moved is None:
        after_sale = await AfterSale.get_or_none(id=after_sale_id)
        if after_sale is None:
            raise AfterSaleNotFound
        raise AfterSaleWrongState(status=after_sale.status.value)
    await outbox.publish(AfterSaleMoved(moved["id"], moved["order_id"], moved["member_id"], moved["number"], to.value))
    return moved
