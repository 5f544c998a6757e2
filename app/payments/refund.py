"""Give money back: decide it here once, under one number for ever. app/payments/send_refunds.py asks the channel."""

from datetime import datetime, timedelta
from uuid import UUID

from app.events.payments import RefundRequested
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id, new_number
from app.payments import sql
from app.payments.errors import PaymentNotFound, PaymentOver, RefundPeriodOver, RefundTooMuch, TooManyRefunds
from app.payments.models import Payment, Refund
from app.payments.states import PaymentStatus

# The platform's rules: at most 50 refunds of a payment, a minute apart, within a year.
MOST_REFUNDS = 50
GAP = timedelta(seconds=65)
PERIOD = timedelta(days=365)
# After failed tries. A merchant's balance may need a day to be filled up; after the last a person must see to it.
BACK_OFF = [GAP, *(timedelta(minutes=minutes) for minutes in (2, 5, 15, 30, 60, 120, 240, 480, 720, 1_440, 1_440))]
REASON = 80


@atomic
async def request(payment_id: UUID, amount: int, reason: str, source_ref: str) -> UUID:
    """Decide a refund of `amount` fen; the same `source_ref` is the same refund. `reason` is shown to the payer.

    Every refund ever decided counts against what was paid, failed ones too: they may still be carried out, and are
    tried again under their own number. Raises PaymentNotFound, PaymentOver when it was never paid, or RefundTooMuch,
    TooManyRefunds, RefundPeriodOver.
    """
    payment = await Payment.filter(id=payment_id).select_for_update().get_or_none()
    if payment is None:
        raise PaymentNotFound
    earlier = await Refund.filter(payment_id=payment_id)
    for refund in earlier:
        if refund.source_ref == source_ref:
            return refund.id
    _check(payment, earlier, amount)
    assert payment.transaction_id is not None
    return await decide(payment.transaction_id, payment.amount, amount, reason, source_ref, payment_id)


@atomic
async def request_of_subject(subject_id: UUID, amount: int, reason: str, source_ref: str) -> UUID:
    """The same for what was paid for a subject. Raises PaymentNotFound when the channel never took its money."""
    payment = await Payment.get_or_none(subject_id=subject_id, status=PaymentStatus.PAID)
    if payment is None:
        raise PaymentNotFound
    return await request(payment.id, amount, reason, source_ref)


@atomic
async def decide(
    transaction_id: str, total: int, amount: int, reason: str, source_ref: str, payment_id: UUID | None = None
) -> UUID:
    """Store a refund of a transaction of `total` fen and have it sent. The caller knows that it may go back."""
    now = clock.now()
    refund = await Refund.create(
        id=new_id(),
        out_refund_no=new_number("R"),
        payment_id=payment_id,
        transaction_id=transaction_id,
        total=total,
        amount=amount,
        reason=reason[:REASON],
        source_ref=source_ref,
        not_before=await earliest(transaction_id),
        created_at=now,
    )
    await outbox.publish(RefundRequested(refund.id))
    return refund.id


async def earliest(transaction_id: str) -> datetime:
    """When the channel may be asked for one more refund of a transaction."""
    now = clock.now()
    found: datetime | None = await db.fetch_value(sql.EARLIEST_REFUND, transaction_id, GAP, BACK_OFF)
    return max(now, found or now)


def _check(payment: Payment, earlier: list[Refund], amount: int) -> None:
    given_back = sum(refund.amount for refund in earlier)
    if payment.status is not PaymentStatus.PAID or payment.paid_at is None:
        raise PaymentOver(status=payment.status.value)
    if amount <= 0 or given_back + amount > payment.amount:
        raise RefundTooMuch(paid=payment.amount, given_back=given_back, asked=amount)
    if len(earlier) >= MOST_REFUNDS:
        raise TooManyRefunds(refunds=len(earlier))
    if clock.now() - payment.paid_at > PERIOD:
        raise RefundPeriodOver(paid_at=payment.paid_at.isoformat())
