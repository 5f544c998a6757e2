"""Products go on and off the shelf at the time set for it."""

from app.catalog import sql
from app.kernel import clock, db
from app.kernel.db import atomic

AT_ONCE = 500


async def turn_shelves() -> int:
    """Do every turn that is due; how many products had one. A turn that is done is cleared, so none happens twice.

    Of two that are due (nobody was there to do the first) the later one counts.
    """
    turned = 0
    while done := await _turn():
        turned += done
    return turned


@atomic
async def _turn() -> int:
    return await db.execute(sql.TURN_SHELVES, clock.now(), AT_ONCE)
