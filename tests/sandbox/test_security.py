"""The sandbox's content security: whom it judges for, and what it says."""

from typing import Any

import httpx
import pytest

from tests.sandbox.merchant import Merchant, person
from tests.sandbox.test_miniprogram_login import code_of, log_in, token_of

PATH = "/weixin/wxa/msg_sec_check"


@pytest.fixture
async def body(client: httpx.AsyncClient, merchant: Merchant) -> dict[str, Any]:
    """A question about somebody who has just logged in."""
    someone = await person(client)
    await log_in(client, merchant, await code_of(client, someone))
    return {"content": "很香", "version": 2, "scene": 2, "openid": someone["openid"]}


async def ask(client: httpx.AsyncClient, merchant: Merchant, body: dict[str, Any]) -> dict[str, Any]:
    token = await token_of(client, merchant)
    answer: dict[str, Any] = (await client.post(PATH, params={"access_token": token}, json=body)).json()
    return answer


@pytest.mark.parametrize(
    ("content", "result"),
    [
        ("很香", {"suggest": "pass", "label": 100}),
        ("疑似假货", {"suggest": "review", "label": 21000}),
        ("店家是蠢货", {"suggest": "risky", "label": 20003}),
    ],
)
async def test_words_decide(
    client: httpx.AsyncClient, merchant: Merchant, body: dict[str, Any], content: str, result: dict[str, Any]
) -> None:
    answer = await ask(client, merchant, body | {"content": content})
    assert (answer["errcode"], answer["result"]) == (0, result)
    assert answer["trace_id"]
    assert {each["strategy"] for each in answer["detail"]} >= {"content_model"}


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"version": 1}, 47001),
        ({"scene": 5}, 40129),
        ({"content": 5}, 47001),
        ({"content": "茶" * 2501}, 47001),
        ({"content": ""}, 44004),
        ({"openid": "nobody"}, 40003),
    ],
)
async def test_each_field_is_checked(
    client: httpx.AsyncClient, merchant: Merchant, body: dict[str, Any], changes: dict[str, Any], errcode: int
) -> None:
    assert (await ask(client, merchant, body | changes))["errcode"] == errcode


async def test_it_judges_only_for_who_was_there_in_the_last_two_hours(
    client: httpx.AsyncClient, merchant: Merchant, body: dict[str, Any]
) -> None:
    await client.post("/_sandbox/clock", json={"advance_seconds": 7_201})
    assert (await ask(client, merchant, body))["errcode"] == 61010
    never = await person(client)
    assert (await ask(client, merchant, body | {"openid": never["openid"]}))["errcode"] == 61010


async def test_without_a_token_nothing_is_judged(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    assert (await client.post(PATH, params={"access_token": "invented"}, json=body)).json()["errcode"] == 40001
