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
from app.payments.abandon import begin_closing
from app.payments.close import close
from app.payments.errors import AlreadyPaid, ChannelBusy, PaymentNotFound, PaymentOver
from app.payments.gateway import channel
from app.payments.models import Payment
from app.payments.states import PaymentStatus, SubjectKind

# A prepay_id lives two hours; it is renewed before its last minutes.
PREPAY_LIFE = timedelta(hours=1, minutes=50)
FIRST_CHECK = timedelta(seconds=30)
DESCRIPTION = 40
OPEN = (PaymentStatus.WAITING, PaymentStatus.PAID)

log = structlog.get_logger(__name__)


@atomic
async def owe(
    subject_id: UUID,
    member_id: UUID,
    openid: str,
    amount: int,
    description: str,
    expires_at: datetime,
    subject_kind: SubjectKind = SubjectKind.ORDER,
) -> UUID:
    """The id of the subject's one payment that may be paid or is paid, made now or before. `amount` in fen.

    The caller holds a lock on the subject and knows that the member may pay it. One that waits for another openid or
    another sum, or is over, makes way for a new one: the channel binds a number to its payer and sum.
    """
    now = clock.now()
    payment = await Payment.filter(subject_id=subject_id, status__in=OPEN).select_for_update().get_or_none()
    if payment is not None:
        asked_alike = (payment.openid, payment.amount) == (openid, amount) and payment.expires_at > now
        if payment.status is PaymentStatus.PAID or asked_alike:
            return payment.id
        await begin_closing([payment.id])
    payment = await Payment.create(
        id=new_id(),
        out_trade_no=new_number("P"),
        subject_id=subject_id,
        subject_kind=subject_kind,
        member_id=member_id,
        openid=openid,
        description=description[:DESCRIPTION],
        amount=amount,
        expires_at=expires_at,
        # Asked about even if the answer to prepay is lost: the phone may have it.
        check_at=now + FIRST_CHECK,
        created_at=now,
    )
    return payment.id


async def start(payment_id: UUID) -> dict[str, str]:
    """The parameters of `wx.requestPayment`. Calls the channel; may be repeated at will.

    Raises PaymentNotFound, AlreadyPaid, PaymentOver, or ChannelBusy when the channel cannot say.
    """
    payment = await _payable(payment_id)
    if payment.prepay_id is None or payment.prepay_until is None or payment.prepay_until <= clock.now():
        await _close_replaced(payment.subject_id)
        payment = await _payable(payment_id)
        payment.prepay_id = await _prepay(payment)
    return channel().pay_params(payment.prepay_id)


async def _payable(payment_id: UUID) -> Payment:
    payment = await Payment.get_or_none(id=payment_id)
    if payment is None:
        raise PaymentNotFound
    if payment.status is PaymentStatus.PAID:
        raise AlreadyPaid
    if payment.status is not PaymentStatus.WAITING or payment.expires_at <= clock.now():
        await _refuse_if_paid_otherwise(payment.subject_id)
        raise PaymentOver
    return payment


async def _refuse_if_paid_otherwise(subject_id: UUID) -> None:
    if await Payment.exists(subject_id=subject_id, status=PaymentStatus.PAID):
        raise AlreadyPaid


async def _close_replaced(subject_id: UUID) -> None:
    """No second number of a subject is offered while another phone may still pay the first."""
    for replaced in await Payment.filter(subject_id=subject_id, status=PaymentStatus.CLOSING):
        try:
            await close(replaced.id)
        except SendFailed as failure:
            raise ChannelBusy from failure


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
    kept = await Payment.filter(id=payment_id, status=PaymentStatus.WAITING).update(
        prepay_id=prepay_id, prepay_until=clock.now() + PREPAY_LIFE
    )
    if not kept:
        # Abandoned meanwhile: the parameters never leave, so nobody can pay what was just prepaid.
        raise PaymentOver
