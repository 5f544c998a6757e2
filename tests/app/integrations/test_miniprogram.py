"""The mini-program client against the sandbox."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.integrations.miniprogram import CodeRefused, MiniProgram
from app.kernel.errors import Misconfigured, QuotaExceeded, TemporaryFailure, UnknownOutcome
from app.kernel.settings import Settings

TOKEN_PATH = "/weixin/cgi-bin/stable_token"
PHONE = "13800138000"


@pytest.fixture
async def client(settings: Settings, database: None) -> AsyncIterator[MiniProgram]:
    secret = settings.miniprogram_secret.get_secret_value()
    client = MiniProgram(settings.miniprogram_base_url, settings.miniprogram_appid, secret)
    yield client
    await client.close()


@pytest.fixture
async def person(sandbox: httpx.AsyncClient) -> dict[str, Any]:
    answer = await sandbox.post("/_sandbox/people", json={"name": "林小满", "phone": PHONE})
    found: dict[str, Any] = answer.json()
    return found


async def code(sandbox: httpx.AsyncClient, person: dict[str, Any], kind: str) -> str:
    return str((await sandbox.post(f"/_sandbox/people/{person['id']}/{kind}_code")).json()["code"])


async def calls(sandbox: httpx.AsyncClient, path: str) -> int:
    answer = (await sandbox.get("/_sandbox/calls", params={"path": path, "limit": 100})).json()
    return len(answer["calls"] if isinstance(answer, dict) else answer)


async def test_a_login_code_tells_openid_and_unionid(
    client: MiniProgram, sandbox: httpx.AsyncClient, person: dict[str, Any]
) -> None:
    assert await client.log_in(await code(sandbox, person, "login")) == (person["openid"], person["unionid"])


async def test_a_spent_or_invented_login_code_is_refused(
    client: MiniProgram, sandbox: httpx.AsyncClient, person: dict[str, Any]
) -> None:
    spent = await code(sandbox, person, "login")
    await client.log_in(spent)
    for void in (spent, "invented"):
        with pytest.raises(CodeRefused):
            await client.log_in(void)


async def test_a_phone_code_tells_the_number_of_its_own_openid_only(
    client: MiniProgram, sandbox: httpx.AsyncClient, person: dict[str, Any]
) -> None:
    assert await client.phone_number(await code(sandbox, person, "phone"), person["openid"]) == PHONE
    with pytest.raises(CodeRefused):
        await client.phone_number(await code(sandbox, person, "phone"), "o" + "x" * 27)


async def test_many_callers_at_once_fetch_one_token(
    client: MiniProgram, sandbox: httpx.AsyncClient, person: dict[str, Any]
) -> None:
    codes = [await code(sandbox, person, "phone") for _ in range(8)]
    phones = await asyncio.gather(*(client.phone_number(each, None) for each in codes))
    assert set(phones) == {PHONE}
    assert await calls(sandbox, TOKEN_PATH) == 1


async def test_a_refused_token_is_replaced_and_the_call_made_again_once(
    client: MiniProgram, sandbox: httpx.AsyncClient, person: dict[str, Any]
) -> None:
    await client.phone_number(await code(sandbox, person, "phone"), None)
    await sandbox.post("/_sandbox/clock", json={"advance_seconds": 7300})
    assert await client.phone_number(await code(sandbox, person, "phone"), None) == PHONE


async def test_a_token_made_void_by_another_process_is_replaced(
    client: MiniProgram, sandbox: httpx.AsyncClient, settings: Settings, person: dict[str, Any]
) -> None:
    await client.phone_number(await code(sandbox, person, "phone"), None)
    forced = {
        "grant_type": "client_credential",
        "appid": settings.miniprogram_appid,
        "secret": settings.miniprogram_secret.get_secret_value(),
        "force_refresh": True,
    }
    await sandbox.post(TOKEN_PATH, json=forced)
    assert await client.phone_number(await code(sandbox, person, "phone"), None) == PHONE


async def test_a_token_that_the_platform_repeats_though_it_refuses_it_is_forced_anew(
    client: MiniProgram, sandbox: httpx.AsyncClient, person: dict[str, Any]
) -> None:
    await client.phone_number(await code(sandbox, person, "phone"), None)
    fault = {"path": "/weixin/wxa/business", "kind": "errcode", "errcode": 40001, "times": 1}
    await sandbox.post("/_sandbox/faults", json=fault)
    assert await client.phone_number(await code(sandbox, person, "phone"), None) == PHONE


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        ({"kind": "errcode", "errcode": -1}, TemporaryFailure),
        ({"kind": "errcode", "errcode": 45011}, QuotaExceeded),
        ({"kind": "errcode", "errcode": 40013}, Misconfigured),
        ({"kind": "http", "status": 502}, UnknownOutcome),
    ],
)
async def test_platform_failures_are_told_apart(
    client: MiniProgram, sandbox: httpx.AsyncClient, fault: dict[str, Any], raised: type[Exception]
) -> None:
    (await sandbox.post("/_sandbox/faults", json={"path": "/weixin/sns"} | fault)).raise_for_status()
    with pytest.raises(raised):
        await client.log_in("any")


async def test_a_platform_that_cannot_be_reached_did_nothing(database: None) -> None:
    client = MiniProgram("http://127.0.0.1:9", "wx0", "secret")
    with pytest.raises(TemporaryFailure):
        await client.log_in("any")
    await client.close()
