"""Owe WeChat the word that an order was shipped."""

from app.events.fulfilment import ShippingUploadOwed
from app.fulfilment import sql
from app.kernel import clock, db, outbox
from app.kernel.ids import new_id
from app.orders.queries import OrderFacts


async def owe_upload(order: OrderFacts) -> None:
    """Something new is to be told of an order. What WeChat took no money for, it is told nothing about."""
    if order.payable == 0:
        return
    await db.execute(sql.OWE_UPLOAD, new_id(), order.id, clock.now())
    await outbox.publish(ShippingUploadOwed(order.id))
