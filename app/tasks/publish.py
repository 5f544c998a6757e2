"""Publish a task: every guide it is for gets a row."""

from uuid import UUID

import orjson

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.port import Port
from app.tasks import sql
from app.tasks.draft import refusal
from app.tasks.errors import DeadlinePassed, NobodyAssigned, TooManyAssigned
from app.tasks.gate import changing
from app.tasks.models import GuideTask
from app.tasks.states import TaskStatus

most_guides: Port[int] = Port("tasks.most_guides")


@atomic
async def publish(task_id: UUID) -> int:
    """How many guides are asked: those at work now, in one statement. Nothing that happened before counts.

    Raises TaskNotFound, TaskStateConflict, DeadlinePassed, NobodyAssigned, TooManyAssigned.
    """
    await changing()
    now = clock.now()
    task = await db.fetch_one(sql.PUBLISH, task_id, now)
    if task is None:
        if await GuideTask.exists(id=task_id, status=TaskStatus.DRAFT):
            raise DeadlinePassed
        raise await refusal(task_id)
    most = most_guides()
    chosen = (orjson.loads(task["store_ids"]), orjson.loads(task["staff_ids"]))
    assigned = await db.execute(sql.ASSIGN, task_id, now, most + 1, task["audience"], *chosen)
    if not assigned:
        raise NobodyAssigned
    if assigned > most:
        raise TooManyAssigned(limit=most)
    return assigned
