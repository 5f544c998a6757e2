"""Counting and changing tasks exclude each other, so that nothing that happens falls between the two.

Many count at once; who publishes, adjusts, ends, cancels or moves waits for them and lets them wait for a moment. So a
reaction either sees a new row or ran before the moment from which that row counts.
"""

from app.kernel import db, locks

LOCK_SHARED = "SELECT pg_advisory_xact_lock_shared($1)"
NAME = "guide tasks"


async def counting() -> None:
    """Nobody changes tasks until the transaction ends. To be taken before the first statement."""
    await db.fetch_value(LOCK_SHARED, locks.key(NAME))


async def changing() -> None:
    """Nobody counts or changes tasks until the transaction ends. To be taken before the clock is read."""
    await locks.hold(NAME)
