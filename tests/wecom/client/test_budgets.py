"""How often WeCom is called: the same account for all processes, bounded waiting, and no Redis needed."""

import asyncio
import itertools
import math
import time
from contextlib import suppress
from datetime import timedelta

import pytest

from app.kernel import clock, redis
from app.kernel.errors import QuotaExceeded
from app.kernel.settings import Settings
from tests.outages import no_redis
from tests.waiting import eventually
from tests.wecom.client.callers import Outcome, at_once
from tests.wecom.enterprise import Enterprise
from wecom.client import directory
from wecom.client.budgets import EACH_API, ROBOT, SMALLER, Budgets, of_robot
from wecom.client.corp import Corp
from wecom.client.corp import corp as make_corp
from wecom.client.pace import Pace, Window

PATH = "some/call"
# A process that wakes late moves a call by so much. Only what may not be too early is asserted of time: a busy machine
# makes everything later.
LATE = 0.5


def let_through(outcomes: list[Outcome]) -> list[float]:
    return sorted(at for at, _ in outcomes if at)


def most_within(moments: list[float], seconds: float) -> int:
    """The fullest stretch of so many seconds."""
    return max(sum(1 for other in moments if one <= other < one + seconds) for one in moments)


async def test_processes_together_keep_within_the_window_and_nobody_is_lost(
    enterprise: Enterprise, environment: dict[str, str]
) -> None:
    done = await at_once(environment, 3, do="take", times=8, calls=10, seconds=2, wait=30)
    moments = let_through([*itertools.chain(*done)])
    assert len(moments) == 24
    assert most_within(moments, 2 - LATE) <= 10
    # Two come early, the others a quarter of a second apart.
    assert moments[-1] - moments[0] > 22 * 0.25 - LATE


async def test_turns_are_given_in_the_order_of_asking_whoever_asks(settings: Settings, database: None) -> None:
    greedy, modest = (Pace("shared", (Window(10, 2),)) for _ in range(2))
    turns = []
    for one in (greedy, greedy, greedy, greedy, modest, greedy, greedy):
        delay = await one._take(60)
        turns.append(time.monotonic() + delay)
    assert turns == sorted(turns)
    assert turns[-1] - turns[0] > 5 * 0.25 - LATE


async def test_over_budget_one_is_told_when_to_come_back_and_then_may(settings: Settings, database: None) -> None:
    budgets = Budgets(settings.wecom_corpid, usual=(Window(5, 1),), wait=0)
    await budgets.take(PATH)
    asked_at = clock.now()
    with pytest.raises(QuotaExceeded) as refused:
        await budgets.take(PATH)
    assert refused.value.retry_at is not None
    assert refused.value.retry_at > asked_at

    async def may() -> bool:
        with suppress(QuotaExceeded):
            await budgets.take(PATH)
            return True
        return False

    await eventually(may, "it may be called again")
    assert clock.now() >= refused.value.retry_at - timedelta(milliseconds=10)


async def test_nobody_waits_longer_than_the_bound(settings: Settings, database: None) -> None:
    budgets = Budgets(settings.wecom_corpid, usual=(Window(5, 1),), wait=0.5)
    outcomes = await asyncio.gather(*(budgets.take(PATH) for _ in range(30)), return_exceptions=True)
    # One at once, then one each quarter of a second for half a second after the asking: the rest are refused at once.
    assert 2 <= outcomes.count(None) < 30
    assert {type(one) for one in outcomes if one} == {QuotaExceeded}


async def test_each_call_has_its_own_budget_and_so_has_each_corp(settings: Settings, database: None) -> None:
    usual = (Window(1, 60),)
    here = Budgets("here", usual=usual, wait=0, smaller={})
    for budgets, path in itertools.product((here, Budgets("there", usual=usual, wait=0)), ("one/call", "another/call")):
        await budgets.take(path)
        with pytest.raises(QuotaExceeded):
            await budgets.take(path)


async def test_a_login_is_not_counted(settings: Settings, database: None) -> None:
    budgets = Budgets("corp", usual=(Window(1, 3600),), wait=0)
    for _ in range(5):
        await budgets.take("auth/getuserinfo")


async def test_the_wider_window_holds_too(settings: Settings, database: None) -> None:
    budgets = Budgets("corp", usual=(Window(100, 1), Window(10, 3600)), wait=0)
    outcomes = await asyncio.gather(*(budgets.take(PATH) for _ in range(20)), return_exceptions=True)
    assert outcomes.count(None) == 2
    [wait] = {type(one) for one in outcomes if one}
    assert wait is QuotaExceeded


async def test_a_call_that_the_platform_refuses_as_too_often_is_left_alone_by_all_processes(
    corp: Corp, enterprise: Enterprise, settings: Settings
) -> None:
    await enterprise.fault("department/list", "errcode", errcode=45009)
    with pytest.raises(QuotaExceeded) as refused:
        await directory.departments(corp.agent)
    other = make_corp(settings)
    with pytest.raises(QuotaExceeded) as also:
        await directory.departments(other.agent)
    await enterprise.hire("lina")
    assert await directory.users(other.agent, 1)
    assert len(await enterprise.calls("department/list")) == 1
    for one in (refused.value.retry_at, also.value.retry_at):
        assert one is not None
        assert timedelta(seconds=50) < one - clock.now() <= timedelta(seconds=60)
    await other.close()


async def test_a_block_ends_and_is_longer_when_it_did_not_help(settings: Settings, database: None) -> None:
    budgets = Budgets("corp", usual=(Window(1000, 1),), wait=5)

    async def blocked() -> float:
        return (await budgets.refused(PATH) - clock.now()).total_seconds()

    firsts = [await blocked() for _ in range(5)]
    assert max(firsts) <= 1
    await budgets.take(PATH)
    assert 1 < await blocked() <= 2


async def test_without_redis_a_process_keeps_an_account_of_its_own(settings: Settings, database: None) -> None:
    async with no_redis(settings):
        budgets = Budgets("corp", usual=(Window(10, 2),), wait=0)
        outcomes = await asyncio.gather(*(budgets.take(PATH) for _ in range(20)), return_exceptions=True)
        assert outcomes.count(None) == 2
        patient = Budgets("corp", usual=(Window(10, 2),), wait=30)
        moments = []
        for _ in range(5):
            await patient.take(PATH)
            moments.append(time.monotonic())
        assert moments[-1] - moments[0] >= 0.7
        assert (await budgets.refused(PATH) - clock.now()).total_seconds() > 1
        with pytest.raises(QuotaExceeded):
            await budgets.take(PATH)


async def test_back_with_redis_the_account_is_shared_again(settings: Settings, database: None) -> None:
    budgets = Budgets("corp", usual=(Window(1000, 60),), wait=1)
    async with no_redis(settings):
        await budgets.take(PATH)
    assert await redis.client().keys("pace:*") == []

    async def counted() -> bool:
        await budgets.take(PATH)
        return await redis.client().keys("pace:*") == [f"pace:wecom:corp:{PATH}:60"]

    await eventually(counted, "the account lies in Redis")


async def test_processes_without_redis_keep_one_account_each(
    enterprise: Enterprise, environment: dict[str, str]
) -> None:
    nowhere = "redis://127.0.0.1:9/0"
    done = await at_once(environment, 2, do="take", times=20, calls=10, seconds=60, wait=0, redis_url=nowhere)
    assert [len(let_through(calls)) for calls in done] == [2, 2]
    assert all(later > 0 for calls in done for at, later in calls if not at)


async def test_the_platform_itself_never_sees_too_many(enterprise: Enterprise, environment: dict[str, str]) -> None:
    await enterprise.post("/wecom/settings", calls_per_minute=50)
    done = await at_once(environment, 3, do="departments", times=30, calls=50, seconds=60, wait=0)
    answers = [call["answer"]["errcode"] for call in await enterprise.calls("department/list")]
    assert len(let_through([*itertools.chain(*done)])) == len(answers)
    assert 10 <= len(answers) < 20
    assert set(answers) == {0}


@pytest.mark.parametrize(
    ("windows", "allowed"),
    [
        (EACH_API, {60: 10_000, 3600: 150_000}),
        (ROBOT, {60: 20}),
        (SMALLER["get_jsapi_ticket"], {3600: 400}),
        (SMALLER["ticket/get"], {3600: 100}),
        (SMALLER["externalcontact/add_moment_task"], {60: 10}),
        (SMALLER["media/uploadimg"], {86400: 1000}),
    ],
)
def test_no_budget_is_above_what_the_platform_allows(windows: tuple[Window, ...], allowed: dict[int, int]) -> None:
    assert {window.seconds for window in windows} == set(allowed)
    for window in windows:
        # Early ones, and then one at a time: so many begin in a stretch just as long as the window.
        assert window.early + math.ceil(window.seconds / window.cost) - 1 <= allowed[int(window.seconds)]


async def test_each_robot_has_its_own_budget_and_its_key_is_not_shown(settings: Settings, database: None) -> None:
    one, other = of_robot("secret-key-1"), of_robot("secret-key-2")
    assert one._owner != other._owner
    assert "secret-key" not in one._owner
    assert one._usual == ROBOT
