"""Syncs against each other, against themselves, and against the callbacks of the same customers."""

import asyncio

from app.acquisition.friend_added import friend_added
from app.events.sync import SyncContinued
from app.guides.friend_ended import friend_ended
from app.guides.meet import NewFriend
from app.guides.states import EndedBy
from app.kernel import clock, db
from app.staff.sync import sync as sync_staff
from app.sync.queries import run_progress
from app.sync.run_slice import run_slice
from app.sync.start import start
from app.sync.states import Part, RunKind, RunStatus
from tests.app.sync.conftest import company, enterprise
from tests.app.sync.factory import Company, counts, friends
from tests.conftest import Drain

__all__ = ["company", "enterprise"]
TURN = "SELECT turn FROM sync_runs WHERE id = $1"


async def test_of_many_starts_at_once_one_begins_and_all_answer_with_it(company: Company) -> None:
    found = await asyncio.gather(*(start(RunKind.FULL) for _ in range(8)))
    assert len({run_id for run_id, _ in found}) == 1
    assert sorted(new for _, new in found) == [False] * 7 + [True]
    assert await db.fetch_value("SELECT count(*) FROM sync_steps") == 4
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'SyncContinued%'") == 1


async def test_one_turn_run_many_times_at_once_counts_once(company: Company, drain: Drain) -> None:
    await company.seed(250, 2)
    await sync_staff()
    run_id, _ = await start(RunKind.FULL, [Part.CUSTOMERS])
    for _ in range(20):
        turn = await db.fetch_value(TURN, run_id)
        await asyncio.gather(*(run_slice(SyncContinued(run_id, turn)) for _ in range(4)))
        run = await run_progress(run_id)
        if run.status is not RunStatus.RUNNING:
            break
    assert run.status is RunStatus.DONE
    assert counts(run, Part.CUSTOMERS) == (250, 0, 0, 0)
    assert run.steps[0].done == 2
    assert len(await friends()) == 250


async def test_callbacks_of_the_customers_a_sync_reads_are_not_undone(company: Company, drain: Drain) -> None:
    """Friends come and go by callback while the sync reads the page on which they stand, or stood."""
    await company.seed(60, 1)
    await sync_staff()
    rows = await company.at.get("/wecom/staff/seed1/customers")
    ids = [row["external_userid"] for row in rows]
    run_id, _ = await start(RunKind.FULL, [Part.CUSTOMERS])
    await run_slice(SyncContinued(run_id, 0))
    earlier = clock.now()
    for one in ids[:10]:
        await friend_added(NewFriend("seed1", one, earlier))
    gone = [friend_ended("seed1", one, clock.now(), EndedBy.CUSTOMER) for one in ids[:5]]
    again = [friend_added(NewFriend("seed1", one, clock.now())) for one in ids[5:20]]
    await asyncio.gather(run_slice(SyncContinued(run_id, 1)), *gone, *again)
    await drain()
    assert (await run_progress(run_id)).status is RunStatus.DONE
    found = await friends()
    assert [found["seed1", one] for one in ids] == [False] * 5 + [True] * 55
    assert await db.fetch_value("SELECT count(*) FROM members") == 60
