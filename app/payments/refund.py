"""Give money back: decide it here once, then ask the channel under one number for as long as it takes."""

from uuid import UUID

import structlog

from app.events.payments import RefundRequested
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.errors import PermanentFailure, SendFailed
from app.kernel.ids import new_id, new_number
from app.payments import finish_refund
from app.payments.errors import PaymentNotFound, PaymentOver
from app.payments.gateway import channel
from app.payments.models import Payment, Refund
from app.payments.states import PaymentStatus, RefundStatus

log = structlog.get_logger(__name__)


@atomic
async def request(payment_id: UUID, amount: int, reason: str, source_ref: str) -> UUID:
    """Decide a refund of `amount` fen; the same `source_ref` is the same refund. `reason` is shown to the payer.

    Raises PaymentNotFound, or PaymentOver when the payment was never paid or would give back more than it took.
    """
    payment = await Payment.filter(id=payment_id).select_for_update().get_or_none()
    if payment is None:
        raise PaymentNotFound
    earlier = await Refund.filter(payment_id=payment_id)
    for refund in earlier:
        if refund.source_ref == source_ref:
            return refund.id
    given_back = sum(refund.amount for refund in earlier if refund.status is not RefundStatus.FAILED)
    if payment.status is not PaymentStatus.PAID or given_back + amount > payment.amount:
        raise PaymentOver(paid=payment.amount, given_back=given_back)
    refund = await Refund.create(
        id=new_id(),
        out_refund_no=new_number("R"),
        payment_id=payment_id,
        amount=amount,
        reason=reason[:80],
        source_ref=source_ref,
        created_at=clock.now(),
    )
    await outbox.publish(RefundRequested(refund.id))
    return refund.id


async def send(refund_id: UUID) -> None:
    """Ask the channel for a decided refund. Safe to repeat: the channel knows the number.

    Raises SendFailed to be run again, also when the merchant's balance is too low for now.
    """
    refund = await Refund.get_or_none(id=refund_id, status=RefundStatus.REQUESTED)
    if refund is None:
        return
    payment = await Payment.get(id=refund.payment_id)
    try:
        state = await channel().refund(
            payment.out_trade_no, refund.out_refund_no, refund.amount, payment.amount, refund.reason
        )
    except SendFailed as failure:
        final = isinstance(failure, PermanentFailure)
        log.error("refund_refused", out_refund_no=refund.out_refund_no, error=repr(failure), final=final)
        await Refund.filter(id=refund_id, status=RefundStatus.REQUESTED).update(
            last_error=str(failure)[:200], status=RefundStatus.FAILED if final else RefundStatus.REQUESTED
        )
        raise
    await finish_refund.finish(state)
