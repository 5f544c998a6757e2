"""Orders that nobody paid in time."""

from app.kernel import clock, db
from app.kernel.db import atomic
from app.orders import sql
from app.orders.cancel import end_unpaid
from app.payments.abandon import abandon

BATCH = 100


async def expire() -> int:
    """Cancel every unpaid order whose time is over, a batch at a time. Returns how many were looked at."""
    seen = batch = await _expire_batch()
    while batch == BATCH:
        batch = await _expire_batch()
        seen += batch
    return seen


@atomic
async def _expire_batch() -> int:
    """Orders that are paid at the channel are left alone: their PaymentSucceeded is under way."""
    due = [row["id"] for row in await db.fetch(sql.CLAIM_EXPIRED, clock.now(), BATCH)]
    paid = await abandon(due) if due else set()
    unpaid = [order_id for order_id in due if order_id not in paid]
    if unpaid:
        await end_unpaid(unpaid, "expired")
    return len(unpaid)
