"""The sandbox's mini-program codes: a picture when all is well, JSON when it is not."""

from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from tests.sandbox.merchant import Merchant
from tests.sandbox.test_miniprogram_login import token_of

PATH = "/weixin/wxa/getwxacodeunlimit"
GOOD = {"scene": "u1234-_~8", "page": "pages/landing/index"}


async def ask(client: httpx.AsyncClient, merchant: Merchant, body: dict[str, Any]) -> httpx.Response:
    return await client.post(PATH, params={"access_token": await token_of(client, merchant)}, json=body)


async def test_a_code_is_a_picture_of_its_scene_and_page(client: httpx.AsyncClient, merchant: Merchant) -> None:
    answer = await ask(client, merchant, GOOD)
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert unquote(answer.headers["x-sandbox-scene"]) == "u1234-_~8 pages/landing/index"
    assert (await ask(client, merchant, GOOD | {"scene": "other"})).content != answer.content


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"scene": 5}, 40097),
        ({"scene": ""}, 40169),
        ({"scene": "a" * 33}, 40169),
        ({"scene": "100%"}, 40129),
        ({"scene": "茶"}, 40129),
        ({"page": "/pages/landing/index"}, 40159),
        ({"page": "pages/landing/index?a=1"}, 40159),
        ({"page": "nowhere"}, 41030),
        ({"width": "430"}, 40097),
        ({"env_version": "new"}, 40097),
    ],
)
async def test_each_field_is_checked(
    client: httpx.AsyncClient, merchant: Merchant, changes: dict[str, Any], errcode: int
) -> None:
    answer = await ask(client, merchant, GOOD | changes)
    assert (answer.headers["content-type"], answer.json()["errcode"]) == ("application/json", errcode)


async def test_a_scene_of_32_and_an_unchecked_page_are_taken(client: httpx.AsyncClient, merchant: Merchant) -> None:
    answer = await ask(client, merchant, {"scene": "a" * 32, "page": "nowhere", "check_path": False})
    assert answer.headers["content-type"] == "image/png"


async def test_without_a_token_there_is_no_code(client: httpx.AsyncClient) -> None:
    assert (await client.post(PATH, params={"access_token": "invented"}, json=GOOD)).json()["errcode"] == 40001
