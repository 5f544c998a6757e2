"""Syncs with WeCom: started, followed, and what they found different."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.sync import queries
from app.sync.start import start
from app.sync.states import DifferenceKind, Part, RunKind, RunStatus, StepStatus
from backoffice_api.access import MANAGERS, staff_route
from backoffice_api.pages import PageQuery

PATH = "/sync-runs"


class NewRun(Body):
    """Only these parts; everything without any. `reconcile` also writes down what was different."""

    only: list[Part] = Field(default_factory=list, max_length=len(Part))
    reconcile: bool = Field(False, strict=True)


class StepLine(BaseModel):
    """`done` of `total` guides or groups, null until WeCom has listed them; the counts are of rows, `rate` a second."""

    model_config = ConfigDict(from_attributes=True)

    part: Part
    status: StepStatus
    done: int
    total: int | None
    seen: int
    new: int
    changed: int
    ended: int
    unchanged: int
    refused: int
    rate: float | None
    eta_seconds: int | None
    started_at: datetime | None
    finished_at: datetime | None


class RunLine(BaseModel):
    """`waits_for` says why the run is put off until `due_at`; empty when it is not."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: RunKind
    status: RunStatus
    percent: int
    waits_for: str
    due_at: datetime
    failure: str | None
    differences: int
    started_by: UUID | None
    started_at: datetime
    heartbeat_at: datetime
    finished_at: datetime | None
    steps: list[StepLine]


class StartedRun(RunLine):
    """`started` false: another run was going on, and this is it."""

    started: bool


class RunLines(BaseModel):
    items: list[RunLine]
    next_cursor: UUID | None


class Difference(BaseModel):
    """`name` is WeCom's id of the person, group or guide; `fixed`: it is now here as it is there."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: DifferenceKind
    name: str
    detail: str
    fixed: bool
    found_at: datetime


class KindCount(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    kind: DifferenceKind
    fixed: bool
    count: int


class Differences(BaseModel):
    """`total` counts also what was too much to keep; `counts` and `items` are of what is kept."""

    total: int
    counts: list[KindCount]
    items: list[Difference]
    next_cursor: UUID | None


async def start_run(call: Call) -> StartedRun:
    wanted: NewRun = call.body
    kind = RunKind.NIGHTLY if wanted.reconcile else RunKind.PART if wanted.only else RunKind.FULL
    run_id, new = await start(kind, wanted.only, call.by.id)
    line = RunLine.model_validate(await queries.run_progress(run_id))
    return StartedRun(started=new, **line.model_dump())


async def list_runs(call: Call) -> RunLines:
    asked: PageQuery = call.query
    found = [RunLine.model_validate(one) for one in await queries.runs_page(asked.cursor, asked.limit + 1)]
    shown = found[: asked.limit]
    return RunLines(items=shown, next_cursor=shown[-1].id if len(found) > asked.limit else None)


async def read_run(_: Call, run_id: UUID) -> RunLine:
    return RunLine.model_validate(await queries.run_progress(run_id))


async def list_differences(call: Call, run_id: UUID) -> Differences:
    asked: PageQuery = call.query
    found = await queries.differences_page(run_id, asked.cursor, asked.limit + 1)
    shown = [Difference.model_validate(one) for one in found[: asked.limit]]
    return Differences(
        total=(await queries.run_progress(run_id)).differences,
        counts=[KindCount.model_validate(one) for one in await queries.difference_counts(run_id)],
        items=shown,
        next_cursor=shown[-1].id if len(found) > asked.limit else None,
    )


ONE = f"{PATH}/<run_id:uuid>"
ROUTES: list[Route] = [
    staff_route("POST", PATH, start_run, MANAGERS, "开始企业微信同步", body=NewRun, returns=StartedRun, status=202),
    staff_route("GET", PATH, list_runs, MANAGERS, "企业微信同步记录", query=PageQuery, returns=RunLines),
    staff_route("GET", ONE, read_run, MANAGERS, "企业微信同步进度", returns=RunLine),
    staff_route(
        "GET", f"{ONE}/differences", list_differences, MANAGERS, "同步差异报告", query=PageQuery, returns=Differences
    ),
]
