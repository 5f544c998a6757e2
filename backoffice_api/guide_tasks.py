"""Guide tasks (导购任务)."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator

from app.http.bodies import Body
from app.http.moments import Moment
from app.http.routes import Call, Route
from app.http.sessions import SessionInvalid
from app.tasks import queries
from app.tasks.adjust import adjust
from app.tasks.cancel import cancel
from app.tasks.draft import draft, edit
from app.tasks.publish import publish
from app.tasks.states import RowStatus, TaskStatus
from app.tasks.terms import Target, TaskTerms
from backoffice_api.access import MANAGERS, staff_route
from backoffice_api.pages import PageQuery


class Task(TaskTerms):
    """`starts_at` is set once it is published. Amounts of sales in fen."""

    id: UUID
    status: TaskStatus
    created_at: datetime
    published_at: datetime | None
    ended_at: datetime | None


class Tasks(BaseModel):
    items: list[Task]
    next_cursor: UUID | None


class TaskQuery(PageQuery):
    status: TaskStatus | None = None


class Adjustment(Body):
    """What is given replaces what was."""

    target: Target | None = None
    deadline_at: Moment | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.target is None and self.deadline_at is None:
            raise ValueError("请填写新的目标或截止时间")
        return self


class GuideQuery(PageQuery):
    """`cursor` is the last guide of the page before. With `store_id` only its guides."""

    store_id: UUID | None = None


class GuideProgress(BaseModel):
    """`cancelled`: taken off, or somebody else has taken it over together with what had counted."""

    model_config = ConfigDict(from_attributes=True)

    staff_id: UUID
    name: str
    store_id: UUID | None
    status: RowStatus
    progress: int
    done_at: datetime | None


class GuidesProgress(BaseModel):
    items: list[GuideProgress]
    next_cursor: UUID | None


class StoreTotal(BaseModel):
    """`store_id` null: guides who belong to no store."""

    model_config = ConfigDict(from_attributes=True)

    store_id: UUID | None
    name: str
    guides: int
    done: int
    missed: int
    progress: int


class StoreTotals(BaseModel):
    items: list[StoreTotal]


async def create_task(call: Call) -> Task:
    if call.by.id is None:
        raise SessionInvalid
    return await _detail(await draft(call.body, call.by.id, call.idempotency_key))


async def list_tasks(call: Call) -> Tasks:
    limit: int = call.query.limit
    found = [_shown(one) for one in await queries.tasks_page(call.query.cursor, limit + 1, call.query.status)]
    return Tasks(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def read_task(_: Call, task_id: UUID) -> Task:
    return await _detail(task_id)


async def edit_task(call: Call, task_id: UUID) -> Task:
    await edit(task_id, call.body)
    return await _detail(task_id)


async def publish_task(_: Call, task_id: UUID) -> Task:
    await publish(task_id)
    return await _detail(task_id)


async def adjust_task(call: Call, task_id: UUID) -> Task:
    await adjust(task_id, call.body.target, call.body.deadline_at)
    return await _detail(task_id)


async def cancel_task(_: Call, task_id: UUID) -> Task:
    await cancel(task_id)
    return await _detail(task_id)


async def list_guides(call: Call, task_id: UUID) -> GuidesProgress:
    await queries.task(task_id)
    limit: int = call.query.limit
    rows = await queries.guides_page(task_id, call.query.cursor, call.query.store_id, limit + 1)
    items = [GuideProgress.model_validate(each) for each in rows[:limit]]
    return GuidesProgress(items=items, next_cursor=items[-1].staff_id if len(rows) > limit else None)


async def list_stores(_: Call, task_id: UUID) -> StoreTotals:
    await queries.task(task_id)
    return StoreTotals(items=[StoreTotal.model_validate(each) for each in await queries.store_totals(task_id)])


async def _detail(task_id: UUID) -> Task:
    return _shown(await queries.task(task_id))


def _shown(task: queries.Task) -> Task:
    return Task(
        **task.terms.model_dump(),
        id=task.id,
        status=task.status,
        created_at=task.created_at,
        published_at=task.published_at,
        ended_at=task.ended_at,
    )


ALL, ONE = "/guide-tasks", "/guide-tasks/<task_id:uuid>"
ROUTES: list[Route] = [
    staff_route(
        *("POST", ALL, create_task, MANAGERS, "新建导购任务草稿"),
        body=TaskTerms,
        returns=Task,
        status=201,
        idempotent=True,
    ),
    staff_route("GET", ALL, list_tasks, MANAGERS, "导购任务列表", query=TaskQuery, returns=Tasks),
    staff_route("GET", ONE, read_task, MANAGERS, "导购任务详情", returns=Task),
    staff_route("PUT", ONE, edit_task, MANAGERS, "修改导购任务草稿", body=TaskTerms, returns=Task),
    staff_route("POST", f"{ONE}/publish", publish_task, MANAGERS, "发布导购任务", returns=Task),
    staff_route(
        *("POST", f"{ONE}/adjust", adjust_task, MANAGERS, "调整导购任务的目标或截止时间"), body=Adjustment, returns=Task
    ),
    staff_route("POST", f"{ONE}/cancel", cancel_task, MANAGERS, "取消导购任务", returns=Task),
    staff_route(
        *("GET", f"{ONE}/guides", list_guides, MANAGERS, "导购任务按导购的进度"),
        query=GuideQuery,
        returns=GuidesProgress,
    ),
    staff_route("GET", f"{ONE}/stores", list_stores, MANAGERS, "导购任务按门店的合计", returns=StoreTotals),
]
