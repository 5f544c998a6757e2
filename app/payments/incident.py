"""Money that came and cannot be applied: one row that says why, and one refund, whatever repeats."""

from uuid import UUID

import structlog

from app.events.payments import IncidentOpened, PaymentSucceeded
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.payments import refund, sql
from app.payments.errors import PaymentNotFound
from app.payments.models import Payment
from app.payments.states import IncidentKind

REASONS = {
    IncidentKind.LATE: "订单已取消，款项自动退回",
    IncidentKind.DOUBLE: "重复支付，多付款项自动退回",
    IncidentKind.WRONG_AMOUNT: "支付金额与订单不符，款项自动退回",
    IncidentKind.UNKNOWN_ORDER: "未找到对应订单，款项自动退回",
}
NOTE = 200

log = structlog.get_logger(__name__)


def source_ref(transaction_id: str) -> str:
    """One transaction is at most one incident."""
    return f"incident:{transaction_id}"


@atomic
async def late(event: PaymentSucceeded, reason: str) -> None:
    """The money of `event` cannot be applied to its subject any more: it goes back, once. `reason` is kept and shown.

    For whoever reacts to PaymentSucceeded, inside their transaction. Raises PaymentNotFound, or what
    payments.refund.request raises when money of this payment went back before.
    """
    payment = await Payment.get_or_none(id=event.payment_id)
    if payment is None or payment.transaction_id is None:
        raise PaymentNotFound
    number, transaction_id = payment.out_trade_no, payment.transaction_id
    if await _open(IncidentKind.LATE, number, transaction_id, event.amount, reason, payment.id):
        await refund.request(payment.id, event.amount, reason, source_ref(transaction_id))


@atomic
async def unfit(
    kind: IncidentKind, out_trade_no: str, transaction_id: str, amount: int, note: str, payment_id: UUID | None
) -> None:
    """The channel took `amount` fen by a transaction that no payment can be paid with: all of it goes back, once."""
    if await _open(kind, out_trade_no, transaction_id, amount, note, payment_id):
        await refund.decide(transaction_id, amount, amount, REASONS[kind], source_ref(transaction_id))


async def _open(
    kind: IncidentKind, out_trade_no: str, transaction_id: str, amount: int, note: str, payment_id: UUID | None
) -> bool:
    incident_id, reference = new_id(), source_ref(transaction_id)
    values = (incident_id, kind, out_trade_no, transaction_id, payment_id, amount, note[:NOTE], reference, clock.now())
    if await db.fetch_value(sql.OPEN_INCIDENT, *values) is None:
        return False
    log.error("payment_incident", kind=kind.value, out_trade_no=out_trade_no, amount=amount, note=note)
    await outbox.publish(IncidentOpened(incident_id, kind.value, amount))
    return True
