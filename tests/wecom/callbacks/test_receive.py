"""WeCom posts events; each is kept once before it is acknowledged, and nothing forged is kept."""

import asyncio
from typing import Any

import httpx
import pytest

from app.kernel import db
from tests.conftest import Drain
from tests.wecom.callbacks import vectors
from tests.wecom.callbacks.conftest import ServedWith
from tests.wecom.callbacks.sealing import Sender, envelope, event, post
from tests.wecom.enterprise import Enterprise
from wecom.callbacks.crypto import CallbackKeys

POSTED = [vector for vector in vectors.ALL if vector["kind"] == "callback_post"]
EXPANSION = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


async def kept() -> list[tuple[str, str]]:
    rows = await db.fetch("SELECT event, status FROM wecom_inbox ORDER BY id")
    return [(row["event"], row["status"]) for row in rows]


async def jobs() -> int:
    return int(await db.fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'CallbackStored>%'"))


@pytest.mark.parametrize("vector", POSTED, ids=vectors.name_of)
async def test_the_known_callbacks_are_kept(vector: dict[str, Any], served_with: ServedWith) -> None:
    http = await served_with(
        CallbackKeys(vector["token"], vector["encoding_aes_key"], vector["expected"]["receive_id"])
    )
    answer = await post(http, vectors.signed(vector), envelope(vector["encrypt"]))
    assert (answer.status_code, answer.text) == (200, "success")
    assert await db.fetch_value("SELECT content FROM wecom_inbox") == vector["expected"]["plaintext"]


async def test_a_repetition_is_acknowledged_and_kept_once(http: httpx.AsyncClient, platform: Sender) -> None:
    plain = event("something", "new")
    answers = await asyncio.gather(*(platform.post(http, plain) for _ in range(10)))
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, "success")}
    assert await kept() == [("something", "waiting")]
    assert await jobs() == 1


async def test_many_at_once_are_all_kept(http: httpx.AsyncClient, platform: Sender) -> None:
    await asyncio.gather(*(platform.post(http, event("something", "new", Id=n)) for n in range(60)))
    assert len(await kept()) == 60
    assert await jobs() == 60


async def test_events_nobody_waits_for_are_ignored(http: httpx.AsyncClient, platform: Sender, drain: Drain) -> None:
    await platform.post(http, event("brand_new", "happened", Id="t1"))
    await platform.post(http, "<xml><MsgType>image</MsgType><MediaId>m1</MediaId></xml>")
    await drain()
    assert await kept() == [("brand_new", "ignored"), ("image", "ignored")]


@pytest.mark.parametrize("variant", ["bad_signature", "tampered", "wrong_receiver"])
async def test_a_forgery_of_a_real_callback_is_refused(enterprise: Enterprise, variant: str) -> None:
    await enterprise.hire("lina")
    await enterprise.group("lina")
    await enterprise.arrived(1)
    [delivery] = await enterprise.deliveries()
    await db.execute("DELETE FROM wecom_inbox")
    answer = await enterprise.replay(delivery["id"], variant)
    assert answer["status"] == 403
    assert await kept() == []
    assert (await enterprise.replay(delivery["id"], "same"))["status"] == 200
    assert len(await kept()) == 1


@pytest.mark.parametrize("body", ["", "x", "<xml/>", "<xml><Encrypt/></xml>", EXPANSION, "{}"])
async def test_what_is_no_callback_is_refused(http: httpx.AsyncClient, platform: Sender, body: str) -> None:
    answer = await post(http, platform.sign(""), body)
    assert (answer.status_code, answer.json()["code"]) == (400, "callback_malformed")
    assert await kept() == []


@pytest.mark.parametrize("plain", ["", "not xml", "<xml>", EXPANSION, "<xml>\x00</xml>"])
async def test_a_well_sealed_nonsense_is_refused(http: httpx.AsyncClient, platform: Sender, plain: str) -> None:
    answer = await platform.post(http, plain)
    assert (answer.status_code, answer.json()["code"]) == (400, "callback_malformed")
    assert await kept() == []


async def test_a_huge_body_is_refused(http: httpx.AsyncClient, platform: Sender) -> None:
    answer = await post(http, platform.sign(""), "<xml>" + " " * 200_000 + "</xml>")
    assert answer.status_code == 413
