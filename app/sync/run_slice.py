"""Read one slice of a sync and keep it together with the job of the next."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from app.events.sync import SyncContinued
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.errors import Error, Misconfigured, PermanentFailure, QuotaExceeded, SendFailed
from app.kernel.ids import new_id
from app.sync import sql
from app.sync.models import SyncStep
from app.sync.slices import Difference, Keep, Place, Slice
from app.sync.start import STANDSTILL
from app.sync.states import DifferenceKind, RunKind, RunStatus, StepStatus
from app.sync.steps import STEPS

MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(minutes=5)
# When a quota is used up and nobody says when it renews.
QUOTA_PAUSE = timedelta(minutes=1)
# What is kept of a run's differences; the rest is counted.
MOST_DIFFERENCES = 5000
LONGEST_REASON = 300
UNFINISHED = (StepStatus.WAITING, StepStatus.RUNNING)

log = structlog.get_logger(__name__)


async def run_slice(continued: SyncContinued) -> None:
    """Reaction: one slice of the running step. A turn that is over does nothing, so it may run any number of times.

    A quota puts the slice off until it renews; what may pass is tried again with growing pauses; what a person has to
    mend ends the run with the remedy.
    """
    step = await _step(continued)
    if step is None:
        return
    place = Place(continued.run_id, step.part, step.phase, step.cursor)
    try:
        await _keep(continued, step, await STEPS[step.part](place))
    except QuotaExceeded as used_up:
        await _put_off(continued, used_up.retry_at or clock.now() + QUOTA_PAUSE, used_up.reason)
    except (Misconfigured, PermanentFailure) as refused:
        await fail(continued.run_id, continued.turn, refused.reason)
    except SendFailed as failed:
        await _try_again(continued, failed.reason)
    except Error as wrong:
        await fail(continued.run_id, continued.turn, f"{wrong.title}。{wrong.remedy}")


@atomic
async def fail(run_id: UUID, turn: int, reason: str) -> None:
    """End the run of this turn as failed. Steps already done stay done."""
    run = await db.fetch_one(sql.HOLD_TURN, run_id, turn)
    if run is None:
        return
    now = clock.now()
    await db.execute(sql.FAIL_STEPS, run_id, now)
    await db.execute(sql.DROP_TARGETS, run_id)
    await db.execute(sql.FINISH, run_id, RunStatus.FAILED.value, reason[:LONGEST_REASON], now, run["differences"])
    log.warning("sync_failed", run_id=str(run_id), reason=reason)


async def _step(continued: SyncContinued) -> SyncStep | None:
    """The step whose slice it is; None when the turn is over."""
    if await db.fetch_one(sql.TURN, continued.run_id, continued.turn) is None:
        return None
    unfinished = SyncStep.filter(run_id=continued.run_id, status__in=UNFINISHED)
    return await unfinished.order_by("position").first()


@atomic
async def _keep(continued: SyncContinued, step: SyncStep, keep: Keep) -> None:
    run = await db.fetch_one(sql.HOLD_TURN, continued.run_id, continued.turn)
    if run is None:
        return
    done = await keep()
    now = clock.now()
    differences = await _note(run, continued.run_id, done.differences, now)
    await _record(step, done, now)
    following = SyncStep.filter(run_id=continued.run_id, position__gt=step.position)
    if done.over and not await following.exists():
        await db.execute(sql.DROP_TARGETS, continued.run_id)
        await db.execute(sql.FINISH, continued.run_id, RunStatus.DONE.value, None, now, differences)
        log.info("sync_done", run_id=str(continued.run_id), differences=differences)
        return
    await db.execute(sql.NEXT_TURN, continued.run_id, now, now + STANDSTILL, differences)
    await outbox.publish(SyncContinued(continued.run_id, continued.turn + 1))


async def _record(step: SyncStep, done: Slice, now: datetime) -> None:
    status = StepStatus.DONE if done.over else StepStatus.RUNNING
    place = (done.phase, done.cursor, status.value, now)
    rows = (done.seen, done.new, done.changed, done.ended, done.unchanged, done.refused)
    await db.execute(sql.KEEP_STEP, step.id, *place, done.done, done.total, *rows)


async def _note(run: Mapping[str, Any], run_id: UUID, found: Sequence[Difference], now: datetime) -> int:
    """Keep what a night has found different, and of every run what could not be read; how many there are by now."""
    nightly = run["kind"] == RunKind.NIGHTLY
    told = [one for one in found if nightly or one.kind is DifferenceKind.NOT_READ]
    before = int(run["differences"])
    kept = told[: max(0, MOST_DIFFERENCES - before)]
    if kept:
        await db.execute(
            sql.NOTE,
            [new_id() for _ in kept],
            run_id,
            [one.kind.value for one in kept],
            [one.name for one in kept],
            [one.detail for one in kept],
            [one.fixed for one in kept],
            now,
        )
    return before + len(told)


async def _put_off(continued: SyncContinued, until: datetime, why: str, attempts: int = 0) -> None:
    await db.execute(sql.PUT_OFF, continued.run_id, continued.turn, until, why[:LONGEST_REASON], attempts)


async def _try_again(continued: SyncContinued, why: str) -> None:
    run = await db.fetch_one(sql.TURN, continued.run_id, continued.turn)
    if run is None:
        return
    attempts = run["attempts"] + 1
    if attempts >= MOST_ATTEMPTS:
        await fail(continued.run_id, continued.turn, f"企业微信多次没有应答：{why}")
        return
    pause = min(timedelta(seconds=2**attempts), LONGEST_PAUSE)
    await _put_off(continued, clock.now() + pause, why, attempts)
