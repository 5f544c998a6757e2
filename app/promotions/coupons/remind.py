"""Tell of coupons that end soon."""

from datetime import timedelta

from app.events.promotions import CouponExpiring
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.promotions.coupons import sql

BATCH = 500
AHEAD = timedelta(hours=24)


async def remind() -> int:
    """CouponExpiring once for each ready coupon in its last 24 hours, a batch at a time. Returns how many."""
    told = batch = await _remind_batch()
    while batch == BATCH:
        batch = await _remind_batch()
        told += batch
    return told


@atomic
async def _remind_batch() -> int:
    now = clock.now()
    ending = await db.fetch(sql.REMIND, now, now + AHEAD, BATCH)
    await outbox.publish(*(CouponExpiring(**row) for row in ending))
    return len(ending)
