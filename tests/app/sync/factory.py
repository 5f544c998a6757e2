"""What sync tests need: a company at WeCom, and a sync run to its end."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.kernel import db
from app.sync.queries import RunProgress, StepProgress, run_progress
from app.sync.start import start
from app.sync.states import Part, RunKind, RunStatus
from app.sync.turn_due import turn_due
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

FRIENDS = """
SELECT s.userid, f.external_userid, f.ended_at IS NULL AS lasts FROM guide_follows f
JOIN staff s ON s.id = f.staff_id ORDER BY 1, 2
"""
# Later than what callbacks may still be about to tell.
SETTLED_SECONDS = 300


@dataclass(frozen=True)
class Company:
    """The sandbox's enterprise; `seed` makes customers of guides seed1, seed2, ..."""

    at: Enterprise

    async def seed(self, customers: int, members: int, tags: int = 0) -> list[str]:
        made = await self.at.post("/wecom/seed", customers=customers, members=members, tags=tags)
        await self.at.advance(SETTLED_SECONDS)
        userids: list[str] = made["members"]
        return userids

    async def befriended(self, userid: str, name: str = "王小明", phone: str = "13900000001", state: str = "") -> Any:
        """A new person who is this guide's customer; long ago once the clock is advanced."""
        person = await self.at.person(name, phone)
        await self.at.scan(person, await self.at.contact_way(userid, state))
        return person

    async def settle(self) -> None:
        await self.at.advance(SETTLED_SECONDS)


async def synced(drain: Drain, kind: RunKind = RunKind.FULL, *parts: Part) -> RunProgress:
    """A whole run; it has come to its end."""
    run_id, new = await start(kind, parts)
    assert new
    await drain()
    run = await run_progress(run_id)
    assert run.status is not RunStatus.RUNNING, run
    return run


async def gone_on(run_id: UUID, drain: Drain) -> RunProgress:
    """The run after what the tick has it do now."""
    await turn_due()
    await drain()
    return await run_progress(run_id)


def step_of(run: RunProgress, part: Part) -> StepProgress:
    return next(step for step in run.steps if step.part is part)


def counts(run: RunProgress, part: Part) -> tuple[int, int, int, int]:
    """New, changed, ended and unchanged."""
    step = step_of(run, part)
    return step.new, step.changed, step.ended, step.unchanged


async def friends() -> dict[tuple[str, str], bool]:
    """Whether each friendship lasts, by userid and external_userid."""
    return {(row["userid"], row["external_userid"]): row["lasts"] for row in await db.fetch(FRIENDS)}
