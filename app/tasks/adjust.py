"""Change what a published task asks for, or until when."""

from datetime import datetime
from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.tasks import sql
from app.tasks.draft import refusal
from app.tasks.errors import DeadlinePassed
from app.tasks.gate import changing
from app.tasks.models import GuideTask


@atomic
async def adjust(task_id: UUID, target: int | None, deadline_at: datetime | None) -> None:
    """What is given replaces what was; who is done, and the reminders, follow.

    Raises TaskNotFound, DeadlinePassed, and TaskStateConflict unless it is published and its deadline lies ahead.
    """
    await changing()
    now = clock.now()
    task = await GuideTask.get_or_none(id=task_id)
    if task and deadline_at and deadline_at <= max(now, task.starts_at or now):
        raise DeadlinePassed
    if not await db.execute(sql.ADJUST, task_id, target, deadline_at, now):
        raise await refusal(task_id)
    await db.execute(sql.ADJUST_ROWS, task_id, now)
