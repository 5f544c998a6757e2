"""The sandbox's courier platform, asked by code that was written from the public documentation only."""

import hashlib
import json
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from tests.sandbox.merchant import eventually
from tests.sandbox.receiver import Received, Receiver

NUMBER, SALT = "78123456789012", "pepper"
ACCEPTED = b'{"result":true,"returnCode":"200","message":"ok"}'


async def keys(client: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get("/_sandbox/credentials")).json()
    return found


async def subscribe(client: httpx.AsyncClient, callback: str, **changes: Any) -> str:
    parameters = {"callbackurl": callback, "salt": SALT, "resultv2": "1"} | changes.pop("parameters", {})
    param = {"company": "zhongtong", "number": NUMBER, "key": (await keys(client))["kuaidi100_key"]}
    form = {"schema": "json", "param": json.dumps(param | {"parameters": parameters} | changes)}
    return str((await client.post("/kuaidi100/poll", data=form)).json()["returnCode"])


async def query(client: httpx.AsyncClient, sign: str | None = None, **param: str) -> dict[str, Any]:
    credentials, text = await keys(client), json.dumps({"com": "zhongtong", "num": NUMBER} | param)
    customer = credentials["kuaidi100_customer"]
    made = hashlib.md5(f"{text}{credentials['kuaidi100_key']}{customer}".encode()).hexdigest().upper()
    form = {"customer": customer, "sign": made if sign is None else sign, "param": text}
    answer: dict[str, Any] = (await client.post("/kuaidi100/poll/query.do", data=form)).json()
    return answer


async def move(client: httpx.AsyncClient, state: str, text: str = "") -> httpx.Response:
    step = {"company": "zhongtong", "state": state, "text": text}
    return await client.post(f"/_sandbox/couriers/waybills/{NUMBER}/move", json=step)


def opened(push: Received) -> dict[str, Any]:
    """What a push says, its signature checked."""
    form = parse_qs(push.body.decode())
    param = form["param"][0]
    assert form["sign"] == [hashlib.md5((param + SALT).encode()).hexdigest().upper()]
    said: dict[str, Any] = json.loads(param)
    return said


async def test_steps_are_pushed_signed_until_the_parcel_is_signed_for(
    client: httpx.AsyncClient, receiver: Receiver
) -> None:
    receiver.body = lambda _: ACCEPTED
    assert await subscribe(client, receiver.url) == "200"
    for state, text in (("1", "已揽收"), ("3", "已签收")):
        await move(client, state, text)
    first, last = map(opened, await receiver.wait_for(2))
    assert (first["status"], first["lastResult"]["state"]) == ("polling", "1")
    assert (last["status"], last["lastResult"]["state"], last["lastResult"]["ischeck"]) == ("shutdown", "3", "1")
    assert [step["context"] for step in last["lastResult"]["data"]] == ["已签收", "已揽收"]
    await move(client, "0", "一份迟到的扫描")
    assert len((await client.get("/_sandbox/couriers/pushes")).json()) == 2


async def test_a_push_that_is_not_accepted_comes_again_in_half_an_hour_three_times_in_all(
    client: httpx.AsyncClient, receiver: Receiver
) -> None:
    receiver.body = lambda _: b'{"result":false}'
    await subscribe(client, receiver.url)
    await move(client, "1")
    for count in (1, 2, 3):
        await receiver.wait_for(count)
        await eventually(partial(_tried, client, count))
        await client.post("/_sandbox/clock", json={"advance_seconds": 1801})
    assert len(receiver.received) == 3


async def _tried(client: httpx.AsyncClient, count: int) -> bool:
    """Whether the platform has noted so many answers to its one push."""
    (push,) = (await client.get("/_sandbox/couriers/pushes")).json()
    return len(push["tries"]) >= count


async def test_a_number_is_watched_once_and_again_after_it_ended_but_four_times_a_month(
    client: httpx.AsyncClient, receiver: Receiver
) -> None:
    receiver.body = lambda _: ACCEPTED
    for _ in range(4):
        assert await subscribe(client, receiver.url) == "200"
        assert await subscribe(client, receiver.url) == "501"
        await client.post(f"/_sandbox/couriers/waybills/{NUMBER}/give_up", json={"company": "zhongtong"})
    assert await subscribe(client, receiver.url) == "501"
    await client.post("/_sandbox/clock", json={"advance_seconds": 31 * 86400})
    assert await subscribe(client, receiver.url) == "200"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": "wrong"}, "600"),
        ({"company": "pigeon"}, "700"),
        ({"number": ""}, "700"),
        ({"number": "7" * 33}, "700"),
        ({"company": "shunfeng"}, "700"),
        ({"parameters": {"callbackurl": ""}}, "700"),
    ],
)
async def test_a_bad_subscription_is_refused(client: httpx.AsyncClient, changes: dict[str, Any], code: str) -> None:
    assert await subscribe(client, "http://127.0.0.1:9/", **changes) == code


async def test_where_the_phone_is_wanted_it_opens_the_number(client: httpx.AsyncClient) -> None:
    given = {"phone": "13800001111"}
    assert await subscribe(client, "http://127.0.0.1:9/", company="shunfeng", parameters=given) == "200"


async def test_a_number_can_be_asked_for(client: httpx.AsyncClient) -> None:
    assert (await query(client))["returnCode"] == "500"
    await move(client, "5", "派件中")
    answer = await query(client)
    assert (answer["state"], answer["nu"], answer["com"]) == ("5", NUMBER, "zhongtong")
    assert [(step["context"], step["status"]) for step in answer["data"]] == [("派件中", "派件")]


async def test_a_question_must_be_signed(client: httpx.AsyncClient) -> None:
    assert (await query(client, sign="0" * 32))["returnCode"] == "503"
    assert (await query(client, com="pigeon"))["returnCode"] == "400"
    assert (await query(client, com="shunfeng"))["returnCode"] == "408"


async def test_a_state_that_does_not_exist_is_refused(client: httpx.AsyncClient) -> None:
    assert (await move(client, "99")).status_code == 400
