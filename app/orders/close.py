"""Nothing of a paid order is left."""

from uuid import UUID

from app.delivery.release_slots import release_slots
from app.events.orders import OrderClosed
from app.kernel import db, outbox
from app.kernel.actor import Actor
from app.kernel.db import atomic
from app.orders import sql
from app.orders.move import move
from app.orders.states import OrderStatus
from app.promotions.coupons.give_back import give_back


@atomic
async def close_if_empty(order_id: UUID, by: Actor) -> bool:
    """Close a paid order of which every piece was given back: its coupons and its slot are free again.

    Whether this call closed it.
    """
    if not await db.fetch_value(sql.EVERYTHING_RETURNED, order_id):
        return False
    moved = await move(order_id, OrderStatus.CLOSED, by)
    if moved is None:
        return False
    await give_back(order_id)
    await release_slots([order_id])
    await outbox.publish(OrderClosed(order_id, moved["member_id"]))
    return True
