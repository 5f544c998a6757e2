"""What orders do when their money arrives."""

import structlog

from app.events.orders import OrderPaid
from app.events.payments import PaymentSucceeded
from app.inventory.sell import sell
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.orders import sql
from app.orders.states import OrderStatus
from app.payments import refund

TOO_LATE = "订单已取消，款项自动退回"

log = structlog.get_logger(__name__)


@atomic
async def mark_paid(event: PaymentSucceeded) -> None:
    """The order is paid and its held stock sold, once. If it was cancelled before, the money goes back by itself."""
    order = await db.fetch_one(sql.PAY, event.subject_id, event.paid_at, new_id(), clock.now())
    if order is None:
        await _give_back_if_cancelled(event)
        return
    await sell(order["id"])
    await outbox.publish(
        OrderPaid(
            order_id=order["id"],
            member_id=order["member_id"],
            number=order["number"],
            total=order["total"],
            guide_id=order["guide_id"],
            entrance_kind=order["entrance_kind"],
            entrance_source_id=order["entrance_source_id"],
            paid_at=event.paid_at,
        )
    )


async def _give_back_if_cancelled(event: PaymentSucceeded) -> None:
    status = await db.fetch_value(sql.STATUS, event.subject_id)
    if status == OrderStatus.CANCELLED:
        log.warning("late_payment_refunded", order_id=str(event.subject_id), payment_id=str(event.payment_id))
        await refund.request(event.payment_id, event.amount, TOO_LATE, f"late:{event.payment_id}")
    elif status is None:
        log.error("payment_without_order", subject_id=str(event.subject_id), payment_id=str(event.payment_id))
