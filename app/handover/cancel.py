"""Take back what has not begun."""

from uuid import UUID

from app.handover import sql
from app.handover.errors import HandOverNotFound
from app.handover.models import HandOver
from app.kernel import clock, db
from app.kernel.db import atomic


@atomic
async def cancel(hand_over_id: UUID) -> None:
    """Customers and groups that WeCom has not been told of stay where they are; the others go on.

    Raises HandOverNotFound. Again it changes nothing.
    """
    found, now = await HandOver.select_for_update().get_or_none(id=hand_over_id), clock.now()
    if found is None:
        raise HandOverNotFound
    await db.execute(sql.CANCEL_CUSTOMERS, hand_over_id, now)
    await db.execute(sql.CANCEL_GROUPS, hand_over_id, now)
    await HandOver.filter(id=hand_over_id, cancelled_at=None).update(cancelled_at=now)
