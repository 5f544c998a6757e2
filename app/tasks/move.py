"""A guide's tasks pass to whoever takes over the customers."""

from uuid import UUID

from app.events.handover import CustomersHandedOver
from app.kernel import clock, db
from app.kernel.db import atomic
from app.tasks import sql
from app.tasks.gate import changing


async def follow_hand_over(handed: CustomersHandedOver) -> None:
    """Reaction: only who left the company leaves tasks behind."""
    if handed.resigned:
        await move(handed.from_staff_id, handed.to_staff_id)


@atomic
async def move(from_staff: UUID, to_staff: UUID) -> int:
    """Open rows of one guide become part of the other's, with all that counted; how many. Again: nothing is left.

    The other gets a row where they had none. What the first one did before and is told later counts there too. A
    thing that counted for both counts once.
    """
    if from_staff == to_staff:
        return 0
    await changing()
    now = clock.now()
    pairs = await db.fetch(sql.ADD_HEIRS, from_staff, to_staff, now)
    if not pairs:
        return 0
    old, new = [row["from_row"] for row in pairs], [row["to_row"] for row in pairs]
    await db.execute(sql.LEAVE, old, new)
    await db.execute(sql.DROP_DOUBLE_FACTS, old, new)
    await db.execute(sql.MOVE_FACTS, old, new)
    await db.execute(sql.COUNT_AGAIN, new, now)
    return len(pairs)
