"""Coupons whose time is over."""

from app.kernel import clock, db
from app.kernel.db import atomic
from app.promotions.coupons import sql

BATCH = 500


async def expire() -> int:
    """Ready coupons past their end → expired, a batch at a time. Locked ones wait for their order. Returns how many."""
    ended = batch = await _expire_batch()
    while batch == BATCH:
        batch = await _expire_batch()
        ended += batch
    return ended


@atomic
async def _expire_batch() -> int:
    return await db.execute(sql.EXPIRE, clock.now(), BATCH)
