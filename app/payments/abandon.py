"""What was to be paid is cancelled."""

from collections.abc import Sequence
from uuid import UUID

from app.events.payments import PaymentAbandoned
from app.kernel import db, outbox
from app.kernel.db import atomic
from app.payments import sql
from app.payments.states import PaymentStatus


@atomic
async def abandon(subject_ids: Sequence[UUID]) -> set[UUID]:
    """Have the channel's orders of these subjects closed. Returns the subjects that are paid already.

    The caller must not cancel those. A payment that the channel takes between now and its closing is settled all the
    same, and given back by whoever cancelled its subject.
    """
    payments = await db.fetch(sql.LOCK_OF_SUBJECTS, list(subject_ids))
    waiting = [row["id"] for row in payments if row["status"] == PaymentStatus.WAITING]
    await outbox.publish(*(PaymentAbandoned(payment_id) for payment_id in waiting))
    return {row["subject_id"] for row in payments if row["status"] == PaymentStatus.PAID}
