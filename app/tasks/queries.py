"""Reads of guide tasks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.kernel import clock, db
from app.stores import queries as stores
from app.tasks import sql
from app.tasks.errors import TaskNotFound
from app.tasks.models import GuideTask
from app.tasks.states import RowStatus, TaskKind, TaskStatus
from app.tasks.terms import TaskTerms

MOST_MINE = 100
SHOWN_AFTER_END = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Task:
    """A task as head office sees it."""

    id: UUID
    terms: TaskTerms
    status: TaskStatus
    created_at: datetime
    published_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class MyTask:
    """A task as its guide sees it. `target` and `progress` in fen for sales; `done_at` null below the target."""

    task_id: UUID
    title: str
    description: str
    kind: TaskKind
    target: int
    starts_at: datetime
    deadline_at: datetime
    task_status: TaskStatus
    status: RowStatus
    progress: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class GuideProgress:
    """A guide's row of a task. `cancelled` with no progress: somebody else has taken it over."""

    staff_id: UUID
    name: str
    store_id: UUID | None
    status: RowStatus
    progress: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoreTotal:
    """A store's guides in a task, without those taken off. No store: guides who belong to none."""

    store_id: UUID | None
    name: str
    guides: int
    done: int
    missed: int
    progress: int


async def task(task_id: UUID) -> Task:
    """Raises TaskNotFound."""
    found = await GuideTask.get_or_none(id=task_id)
    if found is None:
        raise TaskNotFound
    return _task(found)


async def tasks_page(before: UUID | None, limit: int, status: TaskStatus | None = None) -> list[Task]:
    """At most `limit` tasks, newest first, older than the given one."""
    found = GuideTask.filter(id__lt=before) if before else GuideTask.all()
    found = found.filter(status=status) if status else found
    return [_task(one) for one in await found.order_by("-id").limit(limit)]


async def my_tasks(staff_id: UUID) -> list[MyTask]:
    """A guide's tasks that are coming, running, or over for at most seven days; what ends first comes first."""
    rows = await db.fetch(sql.MINE, staff_id, clock.now() - SHOWN_AFTER_END, MOST_MINE)
    return [MyTask(**_typed(row, kind=TaskKind, task_status=TaskStatus, status=RowStatus)) for row in rows]


async def guides_page(task_id: UUID, after: UUID | None, store_id: UUID | None, limit: int) -> list[GuideProgress]:
    """At most `limit` rows of a task in order of the guides' ids, after the given guide; of one store if given."""
    rows = await db.fetch(sql.GUIDES, task_id, after, store_id, limit)
    return [GuideProgress(**_typed(row, status=RowStatus)) for row in rows]


async def store_totals(task_id: UUID) -> list[StoreTotal]:
    """One per store of the task's guides, at most as many as there are stores."""
    rows = await db.fetch(sql.TOTALS, task_id)
    names = await stores.names({row["store_id"] for row in rows if row["store_id"]})
    return [StoreTotal(**dict(row), name=names.get(row["store_id"], "")) for row in rows]


def _typed(row: Any, **kinds: Any) -> dict[str, Any]:
    return dict(row) | {name: kind(row[name]) for name, kind in kinds.items()}


def _task(found: GuideTask) -> Task:
    terms = TaskTerms.model_validate({name: getattr(found, name) for name in TaskTerms.model_fields})
    return Task(found.id, terms, found.status, found.created_at, found.published_at, found.ended_at)
