"""Tell those who answer for a task which guides missed it."""

from uuid import UUID

import orjson

from app.guides.states import NoticeKind
from app.guides.tell import News, tell_all
from app.kernel import clock, db
from app.kernel.db import atomic
from app.tasks import sql, wording
from app.tasks.states import TaskKind

MOST_NAMES = 10


async def escalate() -> None:
    """Tick: a few minutes after the deadline, so that what was told late counts; once per task. None late: no word."""
    while await _escalate():
        pass


@atomic
async def _escalate() -> bool:
    now = clock.now()
    task = await db.fetch_one(sql.TAKE_TO_ESCALATE, now)
    if task is None:
        return False
    rows = await db.fetch(sql.LATE, task["id"], MOST_NAMES)
    late = rows[: rows[0]["late"]] if rows else []
    if late:
        content = wording.lateness(task["title"], TaskKind(task["kind"]), task["target"], late, now)
        told = [UUID(each) for each in orjson.loads(task["escalate_to"])]
        await tell_all([News(each, NoticeKind.TASK_LATE, f"task-late:{task['id']}:{each}", content) for each in told])
    return True
