"""How a subject's payment stands."""

from uuid import UUID

from app.payments.models import Payment, Refund
from app.payments.states import PaymentStatus, RefundStatus


async def status_of(subject_id: UUID) -> PaymentStatus | None:
    """None when no payment was ever begun."""
    payment = await Payment.get_or_none(subject_id=subject_id)
    return payment.status if payment else None


async def out_trade_no_of(subject_id: UUID) -> str | None:
    payment = await Payment.get_or_none(subject_id=subject_id)
    return payment.out_trade_no if payment else None


async def refunds_of(subject_id: UUID) -> list[tuple[str, int, RefundStatus]]:
    """The refunds of a subject, oldest first: (out_refund_no, fen, status). At most 50 exist per payment."""
    payment = await Payment.get_or_none(subject_id=subject_id)
    if payment is None:
        return []
    refunds = await Refund.filter(payment_id=payment.id).order_by("id")
    return [(refund.out_refund_no, refund.amount, refund.status) for refund in refunds]
