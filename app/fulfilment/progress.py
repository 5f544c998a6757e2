"""An order follows its parcels."""

from app.delivery.states import Fulfilment
from app.fulfilment import sql
from app.kernel import db
from app.kernel.actor import Actor
from app.orders.queries import OrderFacts
from app.orders.receive import receive
from app.orders.ship import mark_shipped

SENT = frozenset({Fulfilment.EXPRESS, Fulfilment.SAME_CITY})


async def follow(order: OrderFacts, by: Actor) -> bool:
    """Move the order on when none of its pieces waits any more. Whether that is so, and something was sent at all.

    What is sent counts as received by the member's word or by time. What is handed over is received at once. The
    caller holds the order's lock.
    """
    row = await db.fetch_one(sql.PROGRESS, order.id)
    if row is None or row["waiting"] or not row["shipped"] + row["delivered"]:
        return False
    if order.fulfilment in SENT:
        await mark_shipped(order.id, by)
    else:
        await receive(order.id, by)
    return True
