"""What WeCom refuses: put off, tried again, noted of one guide, or told with its remedy."""

from datetime import timedelta

from app.kernel import clock, db, redis
from app.sync.queries import differences_page, run_progress
from app.sync.start import start
from app.sync.states import DifferenceKind, Part, RunKind, RunStatus, StepStatus
from app.sync.turn_due import turn_due
from tests.app.sync.factory import Company, counts, friends, gone_on, step_of, synced
from tests.conftest import Drain

BY_USER = "externalcontact/batch/get_by_user"
REST = "SELECT count(*) FROM pgqueuer"


async def test_a_used_up_quota_puts_the_slice_off_until_it_renews(company: Company, drain: Drain) -> None:
    await company.seed(120, 1)
    await company.at.fault(BY_USER, "errcode", errcode=45009, times=1)
    run_id, _ = await start(RunKind.FULL)
    await drain()
    run = await run_progress(run_id)
    assert run.status is RunStatus.RUNNING
    assert run.waits_for.startswith("接口调用太频繁")
    assert timedelta(seconds=30) < run.due_at - clock.now() < timedelta(minutes=3)
    await turn_due()
    assert await db.fetch_value(REST) == 0
    await redis.client().flushdb()
    await company.settle()
    run = await gone_on(run_id, drain)
    assert (run.status, run.waits_for) == (RunStatus.DONE, "")
    assert counts(run, Part.CUSTOMERS) == (120, 0, 0, 0)


async def test_what_a_person_must_mend_ends_the_run_with_the_remedy(company: Company, drain: Drain) -> None:
    await company.seed(10, 1)
    await company.at.fault("externalcontact/get_follow_user_list", "errcode", errcode=48002, times=1)
    run = await synced(drain)
    assert run.status is RunStatus.FAILED
    assert run.failure
    assert "可调用应用" in run.failure
    assert {step.part: step.status for step in run.steps} == {
        Part.STAFF: StepStatus.DONE,
        Part.TAGS: StepStatus.DONE,
        Part.CUSTOMERS: StepStatus.WAITING,
        Part.GROUPS: StepStatus.WAITING,
    }
    assert await friends() == {}
    assert (await synced(drain)).status is RunStatus.DONE


async def test_one_guide_who_may_not_is_noted_and_the_others_go_on(company: Company, drain: Drain) -> None:
    await company.seed(30, 3)
    await synced(drain)
    await company.at.fault(BY_USER, "errcode", errcode=84061, times=1)
    run = await synced(drain)
    assert run.status is RunStatus.DONE
    assert (step_of(run, Part.CUSTOMERS).refused, counts(run, Part.CUSTOMERS)) == (1, (0, 0, 0, 20))
    noted = await differences_page(run.id, None, 10)
    assert [(one.kind, one.name, one.fixed) for one in noted] == [(DifferenceKind.NOT_READ, "seed1", False)]
    assert all((await friends()).values())


async def test_an_empty_list_after_full_pages_ends_nobody(company: Company, drain: Drain) -> None:
    await company.seed(30, 1)
    await synced(drain)
    await company.at.fault("externalcontact/list", "errcode", errcode=84061, times=1)
    run = await synced(drain)
    assert counts(run, Part.CUSTOMERS) == (0, 0, 0, 30)
    assert [one.kind for one in await differences_page(run.id, None, 10)] == [DifferenceKind.NOT_READ]
    assert all((await friends()).values())


async def test_a_cursor_gone_bad_begins_the_guide_anew(company: Company, drain: Drain) -> None:
    await company.seed(250, 1)
    run_id, _ = await start(RunKind.FULL, [Part.STAFF, Part.CUSTOMERS])
    await company.at.fault(BY_USER, "errcode", errcode=50100, times=1)
    await drain()
    run = await run_progress(run_id)
    assert run.status is RunStatus.DONE
    assert len(await friends()) == 250
    assert step_of(run, Part.CUSTOMERS).refused == 0


async def test_a_platform_that_is_away_is_asked_again_with_growing_pauses(company: Company, drain: Drain) -> None:
    await company.seed(10, 1)
    await company.at.fault("department/list", "errcode", errcode=-1, times=100)
    run_id, _ = await start(RunKind.FULL)
    await drain()
    pauses = []
    for _ in range(12):
        run = await run_progress(run_id)
        if run.status is not RunStatus.RUNNING:
            break
        pauses.append((run.due_at - clock.now()).total_seconds())
        await company.settle()
        await turn_due()
        await drain()
    assert run.status is RunStatus.FAILED
    assert run.failure
    assert run.failure.startswith("企业微信多次没有应答")
    assert pauses[0] < 3
    assert 200 < pauses[-1] < 310


async def test_a_run_whose_job_was_lost_goes_on(company: Company, drain: Drain) -> None:
    await company.seed(10, 1)
    run_id, _ = await start(RunKind.FULL)
    await db.execute("DELETE FROM pgqueuer")
    await company.at.advance(601)
    assert (await gone_on(run_id, drain)).status is RunStatus.DONE
    assert len(await friends()) == 10
