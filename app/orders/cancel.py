"""Cancel an unpaid order: what it held is free again and the channel's order is closed."""

from collections.abc import Sequence
from uuid import UUID

from app.delivery.release_slots import release_slots
from app.events.orders import OrderCancelled
from app.inventory.release import release
from app.kernel import clock, db, outbox
from app.kernel.actor import SYSTEM, Actor
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.orders import sql
from app.orders.errors import OrderAlreadyPaid, OrderNotFound
from app.orders.states import OrderStatus
from app.payments.abandon import abandon
from app.promotions.coupons import release as coupons
from app.wallet import release as wallet


@atomic
async def cancel(order_id: UUID, by: Actor) -> None:
    """Cancel the member's own order; again changes nothing. Raises OrderNotFound or OrderAlreadyPaid."""
    order = await db.fetch_one(sql.LOCK, order_id, by.id)
    if order is None:
        raise OrderNotFound
    if order["status"] == OrderStatus.CANCELLED:
        return
    if order["status"] != OrderStatus.UNPAID or await abandon([order_id]):
        raise OrderAlreadyPaid
    await end_unpaid([order_id], "member", by)


@atomic
async def end_unpaid(order_ids: Sequence[UUID], reason: str, by: Actor = SYSTEM) -> None:
    """Move those of the orders that are still unpaid to cancelled and release stock, coupons, assets and slots."""
    moved = await db.fetch(
        sql.CANCEL, list(order_ids), [new_id() for _ in order_ids], by.kind.value, by.id, clock.now()
    )
    ended = [row["id"] for row in moved]
    await coupons.release(ended)
    await wallet.release(ended)
    await release_slots(ended)
    await release(ended)
    await outbox.publish(*(OrderCancelled(row["id"], row["member_id"], reason) for row in moved))
