"""Call a task off."""

from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.tasks import sql
from app.tasks.draft import refusal
from app.tasks.gate import changing


@atomic
async def cancel(task_id: UUID) -> None:
    """Nothing counts any more; who was done stays done. Raises TaskNotFound, TaskStateConflict when it is over."""
    await changing()
    if not await db.execute(sql.CANCEL, task_id, clock.now()):
        raise await refusal(task_id)
    await db.execute(sql.CANCEL_ROWS, task_id)
