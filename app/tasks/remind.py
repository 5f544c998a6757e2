"""Tell guides of their tasks: one notice per guide, however many of them are new or due."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from app.guides.states import NoticeKind
from app.guides.tell import News, tell_all
from app.kernel import clock, db
from app.kernel.db import atomic
from app.tasks import sql, wording

GUIDES_AT_ONCE = 500


async def tell_assigned() -> None:
    """Guides hear of tasks that began since they were told last."""
    while await _tell(sql.TAKE_UNTOLD, NoticeKind.TASK_ASSIGNED, wording.assigned) == GUIDES_AT_ONCE:
        pass


async def remind() -> None:
    """Tick: who is not done is reminded at the task's times before its deadline. Times that were missed make one."""
    while await _tell(sql.TAKE_TO_REMIND, NoticeKind.TASK_REMINDER, wording.reminder) == GUIDES_AT_ONCE:
        pass


@atomic
async def _tell(taking: str, kind: NoticeKind, say: Callable[[Sequence[Any], datetime], str]) -> int:
    """Take rows and queue their notices in one transaction, so each is told once. Returns how many were told."""
    now = clock.now()
    rows = await db.fetch(taking, now, GUIDES_AT_ONCE)
    news = [
        News(staff_id, kind, f"{kind.value}:{staff_id}:{now.isoformat()}", say(list(tasks), now))
        for staff_id, tasks in groupby(rows, key=lambda row: row["staff_id"])
    ]
    if news:
        await tell_all(news)
    return len(news)
