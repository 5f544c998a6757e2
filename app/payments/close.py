"""Close a payment at the channel, or find that it was paid at the last moment."""

from uuid import UUID

from app.integrations.wechat_pay_messages import ORDER_CLOSED, ORDER_NOT_EXIST, ORDER_PAID
from app.kernel.errors import SendFailed
from app.payments import settle
from app.payments.gateway import channel
from app.payments.models import Payment
from app.payments.states import PaymentStatus

OPEN = (PaymentStatus.WAITING, PaymentStatus.CLOSING)


async def close(payment_id: UUID) -> None:
    """After this the payment is closed or paid, at the channel and here. Raises SendFailed to be run again."""
    payment = await Payment.get_or_none(id=payment_id)
    if payment is None or payment.status not in OPEN:
        return
    try:
        await channel().close(payment.out_trade_no)
    except SendFailed as failure:
        if failure.code == ORDER_PAID:
            await settle.by_query(payment.out_trade_no)
            return
        if failure.code not in (ORDER_NOT_EXIST, ORDER_CLOSED):
            raise
    await Payment.filter(id=payment_id, status__in=OPEN).update(status=PaymentStatus.CLOSED, check_at=None)
