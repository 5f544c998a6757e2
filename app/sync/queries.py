"""Reads of syncs: how far a run is, and what it has found different."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.kernel import clock, db
from app.sync import sql
from app.sync.errors import SyncRunNotFound
from app.sync.models import SyncDifference, SyncRun, SyncStep
from app.sync.states import DifferenceKind, Part, RunKind, RunStatus, StepStatus

# Customers are nearly all of the work.
WEIGHTS = {Part.STAFF: 2, Part.TAGS: 2, Part.CUSTOMERS: 78, Part.GROUPS: 18}


@dataclass(frozen=True, slots=True)
class StepProgress:
    """`done` of `total` guides or groups (null until WeCom has listed them); the counts are of rows.

    `rate` is rows a second, `eta_seconds` what is left of this step at the pace so far; null before they are known.
    """

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


@dataclass(frozen=True, slots=True)
class RunProgress:
    """`percent` is whole, 100 only when done. `waits_for` says why a run is put off until `due_at`, if it is."""

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
    steps: list[StepProgress]


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    id: UUID
    kind: DifferenceKind
    name: str
    detail: str
    fixed: bool
    found_at: datetime


@dataclass(frozen=True, slots=True)
class DifferenceCount:
    """How many of a kind are kept."""

    kind: DifferenceKind
    fixed: bool
    count: int


async def run_progress(run_id: UUID) -> RunProgress:
    """Raises SyncRunNotFound."""
    run = await SyncRun.get_or_none(id=run_id)
    if run is None:
        raise SyncRunNotFound
    return _run(run, await SyncStep.filter(run_id=run_id).order_by("position"))


async def runs_page(before: UUID | None, limit: int) -> list[RunProgress]:
    """At most `limit` runs, newest first, older than the given one."""
    found = SyncRun.filter(id__lt=before) if before else SyncRun.all()
    runs = await found.order_by("-id").limit(limit)
    steps = await SyncStep.filter(run_id__in=[run.id for run in runs]).order_by("position")
    return [_run(run, [step for step in steps if step.run_id == run.id]) for run in runs]


async def differences_page(run_id: UUID, after: UUID | None, limit: int) -> list[DifferenceLine]:
    """At most `limit` differences of a run as they were found, after the given one. Raises SyncRunNotFound."""
    if not await SyncRun.exists(id=run_id):
        raise SyncRunNotFound
    found = SyncDifference.filter(run_id=run_id)
    found = found.filter(id__gt=after) if after else found
    rows = await found.order_by("id").limit(limit)
    return [DifferenceLine(one.id, one.kind, one.name, one.detail, one.fixed, one.found_at) for one in rows]


async def difference_counts(run_id: UUID) -> list[DifferenceCount]:
    """Of the differences that are kept, by kind; the run's own `differences` counts all."""
    rows = await db.fetch(sql.COUNT_KINDS, run_id)
    return [DifferenceCount(DifferenceKind(row["kind"]), row["fixed"], row["kept"]) for row in rows]


def _run(run: SyncRun, steps: list[SyncStep]) -> RunProgress:
    return RunProgress(
        run.id,
        run.kind,
        run.status,
        100 if run.status is RunStatus.DONE else _percent(steps),
        run.waits_for,
        run.due_at,
        run.failure,
        run.differences,
        run.started_by,
        run.started_at,
        run.heartbeat_at,
        run.finished_at,
        [_step(step) for step in steps],
    )


def _percent(steps: list[SyncStep]) -> int:
    whole = sum(WEIGHTS[step.part] for step in steps)
    return min(99, int(sum(WEIGHTS[step.part] * _part_done(step) for step in steps) * 100 / whole)) if whole else 0


def _part_done(step: SyncStep) -> float:
    if step.status is StepStatus.DONE:
        return 1.0
    listed = step.total
    return min(1.0, step.done / listed) if listed else 0.0


def _step(step: SyncStep) -> StepProgress:
    rate, left = _pace(step)
    return StepProgress(
        step.part,
        step.status,
        step.done,
        step.total,
        step.seen,
        step.new,
        step.changed,
        step.ended,
        step.unchanged,
        step.refused,
        rate,
        left,
        step.started_at,
        step.finished_at,
    )


def _pace(step: SyncStep) -> tuple[float | None, int | None]:
    if step.started_at is None:
        return None, None
    seconds = ((step.finished_at or clock.now()) - step.started_at) / timedelta(seconds=1)
    rate = round(step.seen / seconds, 1) if seconds > 0 else None
    if step.status is not StepStatus.RUNNING or not step.done or step.total is None:
        return rate, None
    left = step.total - step.done
    return rate, int(seconds * left / step.done)
