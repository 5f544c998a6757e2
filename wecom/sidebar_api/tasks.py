"""A guide's tasks."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.http.routes import Call
from app.tasks.queries import my_tasks
from app.tasks.states import RowStatus, TaskKind, TaskStatus
from wecom.sidebar_api.callers import caller, guide_route


class Task(BaseModel):
    """`target` and `progress` in fen for sales; `done_at` null below the target."""

    model_config = ConfigDict(from_attributes=True)

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


class Tasks(BaseModel):
    """What ends first comes first."""

    items: list[Task]


async def tasks_of(staff_id: UUID) -> list[Task]:
    """Coming, running, or over for at most seven days."""
    return [Task.model_validate(one) for one in await my_tasks(staff_id)]


async def list_tasks(call: Call) -> Tasks:
    guide = await caller(call)
    return Tasks(items=await tasks_of(guide.staff_id))


ROUTES = [guide_route("GET", "/tasks", list_tasks, "我的任务", returns=Tasks)]
