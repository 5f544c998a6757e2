"""Broadcasts whose job gave up, because WeCom was away for longer than jobs are retried."""

from app.campaigns import sql
from app.campaigns.claim_due import LOOK_AGAIN
from app.events.campaigns import BroadcastPlanned
from app.kernel import clock, db, outbox
from app.kernel.db import atomic

AT_ONCE = 100


@atomic
async def revive() -> None:
    """Tick: run create_broadcast again for those not created after 15 minutes, and every 15 minutes from then on."""
    now = clock.now()
    stuck = await db.fetch(sql.TAKE_STUCK, now, now + LOOK_AGAIN, AT_ONCE)
    await outbox.publish(*(BroadcastPlanned(row["id"]) for row in stuck))
