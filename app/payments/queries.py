"""How a subject's payment stands."""

from uuid import UUID

from app.payments.models import Payment, Refund
from app.payments.states import PaymentStatus, RefundStatus

OPEN = (PaymentStatus.WAITING, PaymentStatus.PAID)


async def status_of(subject_id: UUID) -> PaymentStatus | None:
    """None when no payment was ever begun. Of several, the one that waits or is paid, else the latest."""
    payment = await _payment_of(subject_id)
    return payment.status if payment else None


async def out_trade_no_of(subject_id: UUID) -> str | None:
    payment = await _payment_of(subject_id)
    return payment.out_trade_no if payment else None


async def refunds_of(subject_id: UUID) -> list[tuple[str, int, RefundStatus]]:
    """The refunds of a subject, oldest first: (out_refund_no, fen, status). At most 50 exist per payment."""
    payments = [payment.id for payment in await Payment.filter(subject_id=subject_id)]
    refunds = await Refund.filter(payment_id__in=payments).order_by("id")
    return [(refund.out_refund_no, refund.amount, refund.status) for refund in refunds]


async def _payment_of(subject_id: UUID) -> Payment | None:
    payments = await Payment.filter(subject_id=subject_id).order_by("id")
    return next((one for one in payments if one.status in OPEN), payments[-1] if payments else None)
