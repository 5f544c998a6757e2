"""What orders do when their money arrives."""

import structlog

from app.events.payments import PaymentSucceeded
from app.kernel import db
from app.kernel.db import atomic
from app.orders import sql
from app.orders.mark_paid import mark_paid
from app.orders.states import OrderStatus
from app.payments import incident
from app.payments.states import SubjectKind

TOO_LATE = "订单已取消，款项自动退回"

log = structlog.get_logger(__name__)


@atomic
async def take_payment(event: PaymentSucceeded) -> None:
    """The order is paid, once. If it was cancelled before, the money goes back by itself."""
    if event.subject_kind != SubjectKind.ORDER or await mark_paid(event.subject_id, event.paid_at):
        return
    status = await db.fetch_value(sql.STATUS, event.subject_id)
    if status == OrderStatus.CANCELLED:
        await incident.late(event, TOO_LATE)
    elif status is None:
        log.error("payment_without_order", subject_id=str(event.subject_id), payment_id=str(event.payment_id))
