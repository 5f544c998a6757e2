"""The member has the goods."""

from datetime import timedelta
from uuid import UUID

from app.events.orders import OrderReceived
from app.kernel import clock, outbox
from app.kernel.actor import Actor, ActorKind
from app.kernel.db import atomic
from app.orders.errors import OrderNotFound, WrongState
from app.orders.move import move
from app.orders.queries import facts
from app.orders.states import OrderStatus

# Seven days to think it over without giving a reason: Consumer Rights Protection Law (消费者权益保护法), art. 25.
AFTER_SALE_TIME = timedelta(days=7)


@atomic
async def confirm(order_id: UUID, by: Actor) -> None:
    """The member says that the goods are there; again changes nothing.

    Raises OrderNotFound, also for someone else's, and WrongState while the order is not shipped.
    """
    order = await facts(order_id, lock=True)
    if by.kind is not ActorKind.MEMBER or order.member_id != by.id:
        raise OrderNotFound
    if order.status in (OrderStatus.RECEIVED, OrderStatus.COMPLETED):
        return
    if order.status is not OrderStatus.SHIPPED:
        raise WrongState(status=order.status.value)
    await receive(order_id, by)


@atomic
async def receive(order_id: UUID, by: Actor) -> bool:
    """Whether this call moved the order to received: from shipped, or from paid when it was handed over."""
    now = clock.now()
    moved = await move(order_id, OrderStatus.RECEIVED, by, now + AFTER_SALE_TIME)
    if moved is None:
        return False
    await outbox.publish(OrderReceived(order_id, moved["member_id"], moved["number"], now))
    return True
