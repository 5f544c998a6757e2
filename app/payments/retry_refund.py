"""A failed refund is tried again, once a person has seen to its cause."""

from uuid import UUID

from app.events.payments import RefundRequested
from app.kernel import outbox
from app.kernel.db import atomic
from app.payments.errors import RefundNotFailed, RefundNotFound
from app.payments.models import Refund
from app.payments.refund import earliest
from app.payments.states import RefundStatus


@atomic
async def retry_refund(refund_id: UUID) -> None:
    """Have a failed refund sent again, under its own number and for its own sum. A job makes the call.

    Raises RefundNotFound or RefundNotFailed.
    """
    refund = await Refund.filter(id=refund_id).select_for_update().get_or_none()
    if refund is None:
        raise RefundNotFound
    if refund.status is not RefundStatus.FAILED or refund.transaction_id is None:
        raise RefundNotFailed(status=refund.status.value)
    refund.not_before = await earliest(refund.transaction_id)
    refund.status, refund.attempts, refund.done_at = RefundStatus.REQUESTED, 0, None
    await refund.save()
    await outbox.publish(RefundRequested(refund_id))
