"""Owe a sum for a subject, and get what the mini-program needs to pay it."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from app.integrations.wechat_pay_messages import ORDER_CLOSED, ORDER_PAID, Prepay
from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.errors import SendFailed
from app.kernel.ids import new_id, new_number
from app.payments import settle
from app.payments.errors import AlreadyPaid, ChannelBusy, OtherPayer, PaymentNotFound, PaymentOver
from app.payments.gateway import channel
from app.payments.models import Payment
from app.payments.states import PaymentStatus

# A prepay_id lives two hours; it is renewed before its last minutes.
PREPAY_LIFE = timedelta(hours=1, minutes=50)
FIRST_CHECK = timedelta(seconds=30)
DESCRIPTION = 40

log = structlog.get_logger(__name__)


@atomic
async def owe(
    subject_id: UUID, member_id: UUID, openid: str, amount: int, description: str, expires_at: datetime
) -> UUID:
    """The id of the subject's one payment, made now or before. `amount` in fen.

    The caller holds a lock on the subject, so that one subject never gets two. Raises OtherPayer when another openid
    began it: the channel binds a number to its payer.
    """
    payment = await Payment.get_or_none(subject_id=subject_id)
    if payment is None:
        payment = await Payment.create(
            id=new_id(),
            out_trade_no=new_number("P"),
            subject_id=subject_id,
            member_id=member_id,
            openid=openid,
            description=description[:DESCRIPTION],
            amount=amount,
            expires_at=expires_at,
            created_at=clock.now(),
        )
    if payment.openid != openid:
        raise OtherPayer
    return payment.id


async def start(payment_id: UUID) -> dict[str, str]:
    """The parameters of `wx.requestPayment`. Calls the channel; may be repeated at will.

    Raises PaymentNotFound, AlreadyPaid, PaymentOver, or ChannelBusy when the channel cannot say.
    """
    payment = await Payment.get_or_none(id=payment_id)
    if payment is None:
        raise PaymentNotFound
    if payment.status is PaymentStatus.PAID:
        raise AlreadyPaid
    now = clock.now()
    if payment.status is PaymentStatus.CLOSED or payment.expires_at <= now:
        raise PaymentOver
    if payment.prepay_id is None or payment.prepay_until is None or payment.prepay_until <= now:
        payment.prepay_id = await _prepay(payment)
    return channel().pay_params(payment.prepay_id)


async def _prepay(payment: Payment) -> str:
    order = Prepay(payment.out_trade_no, payment.description, payment.amount, payment.openid, payment.expires_at)
    try:
        prepay_id = await channel().prepay(order)
    except SendFailed as failure:
        if failure.code == ORDER_PAID:
            await settle.by_query(payment.out_trade_no)
            raise AlreadyPaid from failure
        if failure.code == ORDER_CLOSED:
            raise PaymentOver from failure
        log.error("prepay_failed", payment_id=str(payment.id), error=repr(failure))
        raise ChannelBusy from failure
    await _remember(payment.id, prepay_id)
    return prepay_id


@atomic
async def _remember(payment_id: UUID, prepay_id: str) -> None:
    now = clock.now()
    kept = await Payment.filter(id=payment_id, status=PaymentStatus.WAITING).update(
        prepay_id=prepay_id, prepay_until=now + PREPAY_LIFE, check_at=now + FIRST_CHECK
    )
    if not kept:
        # Abandoned meanwhile: the parameters never leave, so nobody can pay what was just prepaid.
        raise PaymentOver
