"""What was to be paid is cancelled."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.events.payments import PaymentAbandoned
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.payments import sql
from app.payments.states import PaymentStatus

# When reconciling closes it, should the job that closes it at once be lost.
SECOND_TRY = timedelta(minutes=1)


@atomic
async def abandon(subject_ids: Sequence[UUID]) -> set[UUID]:
    """Have the channel's orders of these subjects closed. Returns the subjects that are paid already.

    The caller must not cancel those. A payment that the channel takes between now and its closing is settled all the
    same, and given back by whoever cancelled its subject.
    """
    payments = await db.fetch(sql.LOCK_OF_SUBJECTS, list(subject_ids))
    await begin_closing([row["id"] for row in payments if row["status"] == PaymentStatus.WAITING])
    return {row["subject_id"] for row in payments if row["status"] == PaymentStatus.PAID}


async def begin_closing(payment_ids: Sequence[UUID]) -> None:
    """Nobody shall pay these waiting payments any more; a job tells the channel. Inside the caller's transaction."""
    if payment_ids:
        await db.execute(sql.BEGIN_CLOSING, list(payment_ids), clock.now() + SECOND_TRY)
        await outbox.publish(*(PaymentAbandoned(payment_id) for payment_id in payment_ids))
