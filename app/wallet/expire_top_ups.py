"""Top-ups that nobody paid in time."""

from app.kernel import clock, db
from app.kernel.db import atomic
from app.payments.abandon import abandon
from app.wallet import sql

BATCH = 100


async def expire_top_ups() -> int:
    """Cancel every unpaid top-up whose time is over and have the channel's orders closed. Returns how many."""
    ended = 0
    while batch := await _expire_batch():
        ended += batch
    return ended


@atomic
async def _expire_batch() -> int:
    """Those that are paid at the channel are left alone: their PaymentSucceeded is under way."""
    due = [row["id"] for row in await db.fetch(sql.CLAIM_TOP_UPS, clock.now(), BATCH)]
    paid = await abandon(due) if due else set()
    return await db.execute(sql.CANCEL_TOP_UPS, [top_up_id for top_up_id in due if top_up_id not in paid])
