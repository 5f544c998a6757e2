"""What payments do at the channel, outside any transaction, when something was decided."""

from app.events.payments import PaymentAbandoned, RefundRequested
from app.payments.close import close
from app.payments.send_refunds import send_refund


async def close_at_channel(event: PaymentAbandoned) -> None:
    await close(event.payment_id)


async def refund_at_channel(event: RefundRequested) -> None:
    """Failures are kept with the refund and tried again by the tick: a lost job costs a minute, never a refund."""
    await send_refund(event.refund_id)
