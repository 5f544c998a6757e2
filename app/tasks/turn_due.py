"""Tasks begin and end by time."""

from datetime import timedelta

from app.kernel import clock, db
from app.kernel.db import atomic
from app.tasks import sql
from app.tasks.gate import changing
from app.tasks.remind import tell_assigned

AT_ONCE = 50
# Ending holds up all counting and writes every row of the task, and a task may be everyone's: 0.4 s for 20,000 guides.
ENDED_AT_ONCE = 1
# What happened before the deadline may be told a little after it.
LATE_NEWS = timedelta(minutes=5)


async def turn_due() -> None:
    """Tick: published → running when its time comes, → ended at the deadline; guides hear of their new tasks."""
    await db.execute(sql.BEGIN, clock.now(), AT_ONCE)
    while await db.fetch_value(sql.SOME_TO_END, clock.now()) and await _end():
        pass
    await tell_assigned()


@atomic
async def _end() -> int:
    """Who is below the target missed it, whoever was dismissed did not. Returns how many tasks ended."""
    await changing()
    ended = [row["id"] for row in await db.fetch(sql.END, clock.now(), ENDED_AT_ONCE, LATE_NEWS)]
    await db.execute(sql.END_ROWS, ended)
    return len(ended)
