import asyncio
from typing import Any

import httpx
import pytest

from tests.sandbox.merchant import Merchant, eventually, person


async def inject(client: httpx.AsyncClient, **fault: Any) -> int:
    answer = await client.post("/_sandbox/faults", json=fault)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


async def log_in(client: httpx.AsyncClient, merchant: Merchant, code: str) -> httpx.Response:
    keys = merchant.credentials
    query = {"appid": keys["miniprogram_appid"], "secret": keys["miniprogram_secret"], "js_code": code}
    return await client.get("/weixin/sns/jscode2session", params={**query, "grant_type": "authorization_code"})


async def login_code(client: httpx.AsyncClient) -> str:
    someone = await person(client)
    return str((await client.post(f"/_sandbox/people/{someone['id']}/login_code")).json()["code"])


async def test_an_errcode_fault_answers_without_doing_and_counts_down(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    code = await login_code(client)
    await inject(client, path="/weixin/sns", kind="errcode", errcode=45011, times=2)
    for _ in range(2):
        assert (await log_in(client, merchant, code)).json()["errcode"] == 45011
    assert "openid" in (await log_in(client, merchant, code)).json()


async def test_an_http_fault_answers_the_status_and_other_paths_are_untouched(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    code = await login_code(client)
    await inject(client, path="/weixin/sns", kind="http", status=502)
    assert (await client.get("/weixin/cgi-bin/token")).json()["errcode"] == 41002
    assert (await log_in(client, merchant, code)).status_code == 502
    assert (await log_in(client, merchant, code)).status_code == 200


async def test_pay_faults_speak_the_language_of_pay(client: httpx.AsyncClient, merchant: Merchant) -> None:
    await inject(client, path="/v3/", kind="errcode", errcode="NOT_ENOUGH")
    await inject(client, path="/v3/", kind="http", status=500)
    first = await merchant.call("GET", "/v3/certificates")
    second = await merchant.call("GET", "/v3/certificates")
    assert (first.status_code, first.json()["code"]) == (403, "NOT_ENOUGH")
    assert (second.status_code, second.json()["code"]) == (500, "SYSTEM_ERROR")


async def test_hang_after_has_done_the_work_before_the_answer_is_released(
    client: httpx.AsyncClient, merchant: Merchant
) -> None:
    someone = await person(client)
    await inject(client, path="/v3/pay/transactions/jsapi", kind="hang_after")
    waiting = asyncio.create_task(merchant.prepay(merchant.order(someone["openid"])))

    async def orders() -> Any:
        return (await client.get("/_sandbox/pay/orders")).json()

    assert len(await eventually(orders)) == 1
    assert not waiting.done()
    await client.delete("/_sandbox/faults")
    assert (await waiting).startswith("wx")


async def test_hang_before_does_nothing_until_released(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client)
    await inject(client, path="/v3/pay/transactions/jsapi", kind="hang_before")
    waiting = asyncio.create_task(merchant.prepay(merchant.order(someone["openid"])))
    await asyncio.wait({waiting}, timeout=0.3)
    assert not waiting.done()
    assert (await client.get("/_sandbox/pay/orders")).json() == []
    await client.delete("/_sandbox/faults")
    assert (await waiting).startswith("wx")


async def test_a_hanging_answer_leaves_after_its_seconds(client: httpx.AsyncClient, merchant: Merchant) -> None:
    await inject(client, path="/v3/certificates", kind="hang_after", seconds=0.2)
    assert (await merchant.call("GET", "/v3/certificates")).status_code == 404


async def test_a_caller_that_gave_up_finds_the_work_done(client: httpx.AsyncClient, merchant: Merchant) -> None:
    code = await login_code(client)
    await inject(client, path="/weixin/sns", kind="hang_after")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await log_in(client, merchant, code)
    assert (await log_in(client, merchant, code)).json()["errcode"] == 40163


async def test_cleared_faults_no_longer_apply(client: httpx.AsyncClient, merchant: Merchant) -> None:
    code = await login_code(client)
    await inject(client, path="/weixin/", kind="http", status=500, times=9)
    await client.delete("/_sandbox/faults")
    assert (await log_in(client, merchant, code)).status_code == 200


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "http"},
        {"path": "/v3/"},
        {"path": "/v3/", "kind": "explode"},
        {"path": "/v3/", "kind": "http", "times": 0},
        {"path": "/v3/", "kind": "http", "status": "500"},
        {"path": "/v3/", "kind": "hang_after", "seconds": "2"},
        {"path": "/v3/", "kind": "http", "color": "red"},
    ],
)
async def test_a_senseless_fault_is_refused(client: httpx.AsyncClient, fault: dict[str, Any]) -> None:
    answer = await client.post("/_sandbox/faults", json=fault)
    assert answer.status_code == 400
    assert "error" in answer.json()
