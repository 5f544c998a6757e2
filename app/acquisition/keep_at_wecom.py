"""Keep what is at WeCom in line with its row: make it, change it, look whether it is still there, remove it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic
from uuid import UUID

from tortoise.queryset import QuerySet

from app.acquisition.at_wecom import Kind, Made, Row
from app.acquisition.gateway import AtLimit, Gone
from app.acquisition.states import Standing
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.errors import Misconfigured, PermanentFailure, SendFailed, UnknownOutcome
from app.kernel.ids import new_id

# Longer than the calls of one job with all their repetitions take.
CLAIM_LIFE = timedelta(minutes=1)
# After what a person must mend, and between looks at what is well.
PAUSE, LOOK_EVERY = timedelta(minutes=10), timedelta(days=1)
MOST_ROUNDS = 5
# Each may have left one more at WeCom that leads nobody anywhere and counts against the company's limit.
MOST_LOST_ANSWERS = 3
LONGEST_FAILURE = 200
AT_ONCE = 200
UNDER_WAY = (Standing.REQUESTED, Standing.CREATING, Standing.LIVE, Standing.DELETING)
GONE = "已在企业微信被删除，可重新启用"
NOBODY = "没有可用的员工或客户群"
UNANSWERED = "企业微信多次没有答复，请稍后重新启用，并在企业微信后台删除多余的"


@dataclass(frozen=True, slots=True)
class _Work(Generic[Row]):
    """A row as it was claimed by this job. `may_exist`: an earlier call may have made it already."""

    row: Row
    claim: UUID
    wanted: dict[str, Any] | None
    may_exist: bool


async def keep_in_line(kind: Kind[Row], row_id: UUID) -> None:
    """Do what the row's status asks for; again while it changes meanwhile. One job at a time works on a row.

    What a person must mend is kept as its failure. Raises what may pass by itself.
    """
    for _ in range(MOST_ROUNDS):
        work = await _claim(kind, row_id)
        if work is None or not await _carry_out(kind, work):
            return


async def revive(kind: Kind[Row]) -> None:
    """Tick: a job for each row that is due: to be looked at, or left by a job that died or gave up."""
    while await _revive(kind) == AT_ONCE:
        pass


@atomic
async def _revive(kind: Kind[Row]) -> int:
    now = clock.now()
    due = kind.model.filter(status__in=UNDER_WAY, due_at__lte=now).order_by("due_at").limit(AT_ONCE)
    rows = await due.select_for_update(skip_locked=True)
    await outbox.publish(*(kind.due(row.id) for row in rows))
    await kind.model.filter(id__in=[row.id for row in rows]).update(due_at=now + CLAIM_LIFE, look=True)
    return len(rows)


@atomic
async def _claim(kind: Kind[Row], row_id: UUID) -> _Work[Row] | None:
    """Decided on the locked row. None: nothing is to be done, or another job is at it and looks again itself."""
    row = await kind.model.filter(id=row_id, status__in=UNDER_WAY).select_for_update().get_or_none()
    now = clock.now()
    if row is None or (row.claimed_until and row.claimed_until > now):
        return None
    wanted = await kind.wanted(row)
    if row.status is Standing.LIVE and not row.look and wanted in (None, row.told):
        return None
    claim, may_exist = new_id(), row.status is Standing.CREATING
    status = Standing.CREATING if row.status is Standing.REQUESTED else row.status
    until = now + CLAIM_LIFE
    values = {"claim": claim, "claimed_until": until, "due_at": until, "status": status, "look": False}
    await kind.model.filter(id=row_id).update(**values)
    row.status = status
    return _Work(row, claim, wanted, may_exist)


async def _carry_out(kind: Kind[Row], work: _Work[Row]) -> bool:
    """Whether to look again for what changed meanwhile."""
    if work.row.status is Standing.DELETING:
        return await _remove(kind, work)
    if work.row.status is Standing.CREATING:
        return await _make(kind, work)
    return await _change(kind, work)


async def _make(kind: Kind[Row], work: _Work[Row]) -> bool:
    try:
        made = await _find_or_make(kind, work)
    except (PermanentFailure, Misconfigured, AtLimit) as failure:
        await _release(kind, work, status=Standing.FAILED, failure=str(failure)[:LONGEST_FAILURE])
        return False
    except UnknownOutcome:
        lost = work.row.lost_answers + 1
        await _release(kind, work, lost_answers=lost, due_at=clock.now() + CLAIM_LIFE)
        raise
    except SendFailed:
        # Nothing was made by this call; an earlier one may have.
        status = Standing.CREATING if work.may_exist else Standing.REQUESTED
        await _release(kind, work, status=status, due_at=clock.now() + CLAIM_LIFE)
        raise
    values = {"remote_id": made.remote_id, "told": made.told, "failure": None, **made.columns}
    await _release(kind, work, status=Standing.LIVE, due_at=clock.now() + LOOK_EVERY, **values)
    return True


async def _find_or_make(kind: Kind[Row], work: _Work[Row]) -> Made:
    found = await kind.find(work.row) if work.may_exist else None
    if found:
        return found
    if work.row.lost_answers >= MOST_LOST_ANSWERS:
        raise PermanentFailure(UNANSWERED)
    if work.wanted is None:
        raise PermanentFailure(NOBODY)
    return await kind.make(work.row, work.wanted)


async def _change(kind: Kind[Row], work: _Work[Row]) -> bool:
    remote_id = work.row.remote_id
    if remote_id is None or work.wanted is None:
        await _release(kind, work, failure=NOBODY, due_at=clock.now() + LOOK_EVERY)
        return False
    try:
        seen = await kind.change(work.row, remote_id, work.wanted)
    except Gone:
        await _release(kind, work, status=Standing.LOST, failure=GONE)
        return True
    except (PermanentFailure, Misconfigured) as failure:
        await _release(kind, work, failure=str(failure)[:LONGEST_FAILURE], due_at=clock.now() + PAUSE)
        return False
    except SendFailed:
        await _release(kind, work, due_at=clock.now() + CLAIM_LIFE, look=True)
        raise
    await _release(kind, work, told=work.wanted, failure=None, due_at=clock.now() + LOOK_EVERY, **seen.columns)
    return True


async def _remove(kind: Kind[Row], work: _Work[Row]) -> bool:
    try:
        if work.row.remote_id:
            with suppress(Gone):
                await kind.remove(work.row.remote_id)
    except (PermanentFailure, Misconfigured) as failure:
        await _release(kind, work, failure=str(failure)[:LONGEST_FAILURE], due_at=clock.now() + PAUSE)
        return False
    except SendFailed:
        await _release(kind, work, due_at=clock.now() + CLAIM_LIFE)
        raise
    await _release(kind, work, status=Standing.DELETED, failure=None, due_at=None)
    return False


@atomic
async def _release(kind: Kind[Row], work: _Work[Row], *, status: Standing | None = None, **values: Any) -> None:
    """Give the row back. A status that somebody changed meanwhile (live → deleting) stays."""
    mine: QuerySet[Any] = kind.model.filter(id=work.row.id, claim=work.claim)
    if status is not None:
        await mine.filter(status=work.row.status).update(status=status)
    await mine.update(claim=None, claimed_until=None, **values)
