"""What payments do at the channel, outside any transaction, when something was decided."""

from app.events.payments import PaymentAbandoned, RefundRequested
from app.payments.close import close
from app.payments.refund import send


async def close_at_channel(event: PaymentAbandoned) -> None:
    await close(event.payment_id)


async def refund_at_channel(event: RefundRequested) -> None:
    await send(event.refund_id)
