"""Resume a paused SOP."""

from datetime import timedelta
from uuid import UUID

from app.campaigns.pause import change_status
from app.campaigns.sql import FAIL_OVERDUE
from app.campaigns.states import SopStatus
from app.kernel import clock, db
from app.kernel.db import atomic

STILL_TIMELY = timedelta(hours=2)


@atomic
async def resume(sop_id: UUID) -> None:
    """What fell due in the last two hours of the pause is sent now; what fell due earlier is given up as failed.

    Otherwise a long pause would end with weeks of messages at once. Raises SopNotFound, SopStateConflict.
    """
    await change_status(sop_id, SopStatus.PAUSED, SopStatus.ACTIVE)
    await db.execute(FAIL_OVERDUE, sop_id, clock.now() - STILL_TIMELY)
