"""Access tokens are shared, renewed once, and survive what happens to them."""

import asyncio

import httpx
import pytest
from redis import asyncio as aioredis

from app.kernel import redis
from app.kernel.errors import Misconfigured, QuotaExceeded, TemporaryFailure
from app.kernel.settings import Settings
from demo.engines import free_port
from tests.outages import no_redis
from tests.wecom.client.callers import at_once
from tests.wecom.enterprise import Enterprise, until
from wecom.client import directory
from wecom.client.corp import Corp
from wecom.client.corp import corp as make_corp
from wecom.client.tokens import AccessToken

HOUR = 3600


@pytest.fixture
async def patient(corp: Corp) -> Corp:
    """It waits for answers that a test holds back, or that many calls at once make slow."""
    corp.outbound._client.timeout = httpx.Timeout(10)
    return corp


async def test_processes_that_need_a_token_at_once_ask_for_it_once(
    corp: Corp, enterprise: Enterprise, settings: Settings
) -> None:
    others = [make_corp(settings) for _ in range(5)]
    tokens = await asyncio.gather(*(each.agent._token.get() for each in [corp, *others] for _ in range(3)))
    assert len(set(tokens)) == 1
    assert len(await enterprise.calls("gettoken")) == 1


async def test_each_secret_has_its_own_token(corp: Corp) -> None:
    assert await corp.agent._token.get() != await corp.contact._token.get()


async def test_a_token_is_renewed_before_its_end(corp: Corp, enterprise: Enterprise) -> None:
    old = await corp.agent._token.get()
    await enterprise.advance(2 * HOUR - 600)
    assert await corp.agent._token.get() == old
    await enterprise.advance(601)
    assert await corp.agent._token.get() != old
    assert len(await enterprise.calls("gettoken")) == 2


@pytest.mark.parametrize("errcode", [40014, 42001, 40001])
async def test_a_refused_token_is_renewed_once_and_the_call_repeated(
    corp: Corp, enterprise: Enterprise, errcode: int
) -> None:
    await directory.departments(corp.agent)
    await enterprise.fault("department/list", "errcode", errcode=errcode)
    assert await directory.departments(corp.agent) == [1]
    assert len(await enterprise.calls("department/list")) == 3
    assert len(await enterprise.calls("gettoken")) == 2


async def test_work_goes_on_when_the_platform_revokes_all_tokens(corp: Corp, enterprise: Enterprise) -> None:
    await directory.departments(corp.agent)
    await enterprise.post("/wecom/tokens/revoke")
    assert await directory.departments(corp.agent) == [1]


async def test_a_token_that_another_process_has_renewed_is_not_renewed_again(
    corp: Corp, enterprise: Enterprise, settings: Settings
) -> None:
    other = make_corp(settings)
    old = await other.agent._token.get()
    assert await corp.agent._token.get() == old
    await enterprise.post("/wecom/tokens/revoke")
    new = await corp.agent._token.get(failing=old)
    assert await other.agent._token.get(failing=old) == new
    assert len(await enterprise.calls("gettoken")) == 2


async def test_a_token_refused_twice_is_a_wrong_configuration(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.fault("department/list", "errcode", errcode=40014, times=5)
    with pytest.raises(Misconfigured):
        await directory.departments(corp.agent)
    assert len(await enterprise.calls("department/list")) == 2


async def test_without_redis_each_process_keeps_its_own(
    corp: Corp, enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = aioredis.from_url(f"redis://127.0.0.1:{free_port()}/0", socket_connect_timeout=0.2)
    monkeypatch.setattr(redis, "_client", nowhere)
    for _ in range(3):
        assert await directory.departments(corp.agent) == [1]
    assert len(await enterprise.calls("gettoken")) == 1


async def test_a_wrong_secret_is_not_tried_again_and_again(
    corp: Corp, enterprise: Enterprise, settings: Settings
) -> None:
    wrong = AccessToken(corp.outbound, settings.wecom_corpid, "wrong")
    for _ in range(3):
        with pytest.raises(Misconfigured, match="Secret"):
            await wrong.get()
    assert len(await enterprise.calls("gettoken")) == 1


async def test_a_platform_that_is_asked_too_often_for_tokens_is_left_alone(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.fault("gettoken", "errcode", errcode=45009, times=10)
    for _ in range(3):
        with pytest.raises(QuotaExceeded) as refused:
            await directory.departments(corp.agent)
        assert refused.value.retry_at is not None
    assert len(await enterprise.calls("gettoken")) == 1
    await enterprise.clear_faults()
    await enterprise.advance(61)
    assert await directory.departments(corp.agent) == [1]


async def test_a_lost_answer_to_gettoken_may_be_tried_again(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.fault("gettoken", "http", status=502)
    with pytest.raises(TemporaryFailure):
        await corp.agent._token.get()
    assert await corp.agent._token.get()


async def test_real_processes_that_need_a_token_at_once_ask_for_it_once(
    enterprise: Enterprise, environment: dict[str, str]
) -> None:
    done = await at_once(environment, 4, do="departments", times=5)
    assert [len(calls) for calls in done] == [5] * 4
    assert len(await enterprise.calls("department/list")) == 20
    assert len(await enterprise.calls("gettoken")) == 1


async def test_a_token_revoked_in_the_middle_of_a_batch_loses_nothing(patient: Corp, enterprise: Enterprise) -> None:
    await directory.departments(patient.agent)
    await enterprise.fault("department/list", "hang_after", times=5)
    await enterprise.fault("department/list", "hang_before", times=5)
    batch = asyncio.gather(*(directory.departments(patient.agent) for _ in range(10)))
    await until(lambda: enterprise.hanging(10))
    await enterprise.post("/wecom/tokens/revoke")
    late = await asyncio.gather(*(directory.departments(patient.agent) for _ in range(40)))
    await enterprise.clear_faults()
    assert [*await batch, *late] == [[1]] * 50
    assert len(await enterprise.calls("gettoken")) == 2
    answers = [call["answer"]["errcode"] for call in await enterprise.calls("department/list")]
    assert answers.count(40014) >= 5
    assert answers.count(0) == 51


async def test_a_refused_token_is_dropped_and_no_other(corp: Corp, enterprise: Enterprise) -> None:
    other = await corp.contact._token.get()
    old = await corp.agent._token.get()
    await enterprise.fault("department/list", "errcode", errcode=40014)
    await directory.departments(corp.agent)
    assert await corp.contact._token.get() == other
    assert [call["query"]["corpsecret"] for call in await enterprise.calls("gettoken")].count(
        "***" + corp.agent._token._query["corpsecret"][-4:]
    ) == 2
    # The sandbox, like the platform, gives the living token again.
    assert await corp.agent._token.get() == old


async def test_a_token_that_the_platform_repeats_and_refuses_is_not_asked_for_by_each_call(
    patient: Corp, enterprise: Enterprise
) -> None:
    await directory.departments(patient.agent)
    await enterprise.fault("department/list", "errcode", errcode=40014, times=100)
    calls = [directory.departments(patient.agent) for _ in range(20)]
    assert {type(one) for one in await asyncio.gather(*calls, return_exceptions=True)} == {Misconfigured}
    assert len(await enterprise.calls("gettoken")) == 2


async def test_a_held_token_serves_while_redis_is_away(corp: Corp, enterprise: Enterprise, settings: Settings) -> None:
    await directory.departments(corp.agent)
    async with no_redis(settings):
        assert await asyncio.gather(*(directory.departments(corp.agent) for _ in range(5))) == [[1]] * 5
        await enterprise.post("/wecom/tokens/revoke")
        assert await asyncio.gather(*(directory.departments(corp.agent) for _ in range(5))) == [[1]] * 5
    assert len(await enterprise.calls("gettoken")) == 2
