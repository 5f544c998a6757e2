"""Everything of an order is on its way."""

from datetime import timedelta
from uuid import UUID

from app.delivery.states import Fulfilment
from app.events.orders import OrderShipped
from app.kernel import clock, outbox
from app.kernel.actor import Actor
from app.kernel.db import atomic
from app.orders.move import move
from app.orders.queries import facts
from app.orders.states import OrderStatus

# WeChat confirms receipt by itself after as many days (发货信息管理, deadlines), so that both books agree.
RECEIVED_AFTER = {Fulfilment.EXPRESS: timedelta(days=10)}
OTHERWISE = timedelta(days=2)


@atomic
async def mark_shipped(order_id: UUID, by: Actor) -> bool:
    """Whether this call moved the order from paid to shipped. Silence then counts as receipt."""
    now = clock.now()
    order = await facts(order_id)
    moved = await move(order_id, OrderStatus.SHIPPED, by, now + RECEIVED_AFTER.get(order.fulfilment, OTHERWISE))
    if moved is None:
        return False
    await outbox.publish(OrderShipped(order_id, moved["member_id"], moved["number"], now))
    return True
