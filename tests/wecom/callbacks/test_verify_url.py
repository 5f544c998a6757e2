"""WeCom checks the callback URL by GET."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.wecom.callbacks import vectors
from tests.wecom.callbacks.conftest import ServedWith
from tests.wecom.callbacks.sealing import PATH, Sender, event
from wecom.callbacks.crypto import CallbackKeys

VERIFICATIONS = [vector for vector in vectors.OFFICIAL if vector["kind"] == "url_verify"]


def with_plus(platform: Sender) -> str:
    """A challenge whose sealed form has a plus in it."""
    return next(sealed for _ in range(1000) if "+" in (sealed := platform.seal("7654321")))


@pytest.mark.parametrize("vector", VERIFICATIONS, ids=vectors.name_of)
async def test_the_official_examples_are_echoed(vector: dict[str, Any], served_with: ServedWith) -> None:
    http = await served_with(
        CallbackKeys(vector["token"], vector["encoding_aes_key"], vector["expected"]["receive_id"])
    )
    answer = await http.get(PATH, params=vectors.signed(vector) | {"echostr": vector["encrypt"]})
    assert (answer.status_code, answer.text) == (200, vector["expected"]["plaintext"])


@pytest.mark.parametrize("unsafe", ["", "+"], ids=["escaped", "bare"])
async def test_a_plus_in_the_challenge_survives(http: httpx.AsyncClient, platform: Sender, unsafe: str) -> None:
    sealed = with_plus(platform)
    signed = "&".join(f"{name}={value}" for name, value in platform.sign(sealed).items())
    answer = await http.get(f"{PATH}?{signed}&echostr={quote(sealed, safe=unsafe)}")
    assert (answer.status_code, answer.text) == (200, "7654321")


async def test_a_forged_challenge_is_refused(http: httpx.AsyncClient, platform: Sender) -> None:
    sealed = platform.seal("7654321")
    for query, code in ((platform.sign("other"), "callback_forged"), ({}, "callback_unsigned")):
        answer = await http.get(PATH, params=query | {"echostr": sealed})
        assert (answer.status_code, answer.json()["code"]) == (403, code)


async def test_an_overheard_event_is_not_opened_for_whoever_sends_it_as_a_challenge(
    http: httpx.AsyncClient, platform: Sender
) -> None:
    sealed = platform.seal(event("change_external_contact", "add_external_contact", WelcomeCode="secret"))
    answer = await http.get(PATH, params=platform.sign(sealed) | {"echostr": sealed})
    assert (answer.status_code, answer.json()["code"]) == (400, "callback_malformed")
    assert "secret" not in answer.text


async def test_the_reply_is_the_challenge_and_nothing_else(http: httpx.AsyncClient, platform: Sender) -> None:
    """Page 90930: no quotes, no byte order mark, no newline."""
    sealed = platform.seal("1616140317555161061")
    answer = await http.get(PATH, params=platform.sign(sealed) | {"echostr": sealed})
    assert answer.content == b"1616140317555161061"
    assert answer.headers["content-type"].startswith("text/plain")
