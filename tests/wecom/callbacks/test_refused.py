"""What is refused is counted by its reason and named in the log, without a word of its content; nothing is kept."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from app.kernel import db
from app.kernel.metrics import WECOM_CALLBACKS
from tests.conftest import Drain
from tests.wecom.callbacks.sealing import PATH, Sender, envelope, event, post
from wecom.callbacks import process, routes
from wecom.callbacks.seldom import MOST_KINDS, PERIOD_SECONDS, Seldom

SECRET = "wm-nobody-may-read-this"
PLAIN = event("change_external_contact", "add_external_contact", UserID="lina", ExternalUserID=SECRET)
OUTCOMES = ("kept", "repeated", "unsigned", "forged", "foreign", "undecryptable", "malformed", "verified")
LONG_AGO = "1409659813"


@pytest.fixture(autouse=True)
def told_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "refusals", Seldom())
    monkeypatch.setattr(process, "unknown", Seldom())


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO):
        yield caplog


def lines(said: pytest.LogCaptureFixture, name: str) -> list[dict[str, object]]:
    told = [record.msg for record in said.records if isinstance(record.msg, dict)]
    return [line for line in told if line.get("event") == name]


def counts() -> dict[str, float]:
    return {outcome: WECOM_CALLBACKS.labels(outcome)._value.get() for outcome in OUTCOMES}


def grown(before: dict[str, float]) -> dict[str, float]:
    return {name: value - before[name] for name, value in counts().items() if value != before[name]}


def requests(platform: Sender) -> list[tuple[str, int, dict[str, str], str]]:
    """(reason, status, query, body) of one request per reason."""
    sealed, foreign = platform.seal(PLAIN), platform.seal(PLAIN, receiver="ww-another")
    wrong_key = replace(platform, aes_key=platform.aes_key[::-1]).seal(PLAIN)
    nonsense = platform.seal(SECRET)
    return [
        ("unsigned", 403, {}, envelope(sealed)),
        ("unsigned", 403, {"timestamp": "1", "nonce": "1"}, envelope(sealed)),
        ("forged", 403, platform.sign("another"), envelope(sealed)),
        ("forged", 403, replace(platform, token="guessed").sign(sealed), envelope(sealed)),
        ("foreign", 403, platform.sign(foreign), envelope(foreign)),
        ("undecryptable", 400, platform.sign(wrong_key), envelope(wrong_key)),
        ("malformed", 400, platform.sign(nonsense), envelope(nonsense)),
        ("malformed", 400, platform.sign(sealed), f"<xml>{SECRET}</xml>"),
    ]


async def test_each_reason_is_answered_counted_and_logged_without_content(
    http: httpx.AsyncClient, platform: Sender, said: pytest.LogCaptureFixture
) -> None:
    for reason, status, query, body in requests(platform):
        before = counts()
        answer = await post(http, query, body)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (status, f"callback_{reason}")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in problem["title"])
        assert problem["detail"]
        assert grown(before) == {reason: 1}
        assert SECRET not in answer.text
    assert await db.fetch_value("SELECT count(*) FROM wecom_inbox") == 0
    reasons = [line["reason"] for line in lines(said, "callback_refused")]
    assert reasons == ["unsigned", "forged", "foreign", "undecryptable", "malformed"]
    assert SECRET not in said.text


async def test_what_is_kept_repeated_and_verified_is_counted_too(http: httpx.AsyncClient, platform: Sender) -> None:
    before = counts()
    for _ in range(3):
        await platform.post(http, PLAIN)
    sealed = platform.seal("7654321")
    await http.get(PATH, params=platform.sign(sealed) | {"echostr": sealed})
    assert grown(before) == {"kept": 1, "repeated": 2, "verified": 1}
    assert 'siyu_wecom_callbacks_total{outcome="repeated"}' in (await http.get("/metrics")).text


async def test_a_callback_is_believed_at_any_age_and_its_replay_changes_nothing(
    http: httpx.AsyncClient, platform: Sender, drain: Drain
) -> None:
    """docs/decisions/0029: what was lost on its way for long is still true, and the inbox knows what it has seen."""
    sealed = platform.seal(event("change_external_chat", "dismiss", ChatId="wr1"))
    query = platform.sign(sealed, timestamp=LONG_AGO)
    assert (await post(http, query, envelope(sealed))).text == "success"
    await drain()
    after = await db.fetch("SELECT * FROM wecom_inbox")
    assert [row["status"] for row in after] == ["done"]
    for _ in range(3):
        assert (await post(http, query, envelope(sealed))).text == "success"
    await drain()
    assert await db.fetch("SELECT * FROM wecom_inbox") == after
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer") == 0


async def test_an_unknown_kind_is_named_once_and_kept_as_ignored(
    http: httpx.AsyncClient, platform: Sender, drain: Drain, said: pytest.LogCaptureFixture
) -> None:
    for number in range(5):
        await platform.post(http, event("brand_new", "happened", Id=number, Note=SECRET))
    await platform.post(http, event("brand_new", "otherwise"))
    await drain()
    assert await db.fetch_value("SELECT count(*) FROM wecom_inbox WHERE status = 'ignored'") == 6
    named = {(line["callback"], line["change_type"]) for line in lines(said, "callback_ignored")}
    assert named == {("brand_new", "happened"), ("brand_new", "otherwise")}
    assert len(lines(said, "callback_ignored")) == 2
    assert SECRET not in said.text


def test_one_of_a_kind_is_told_a_minute_with_how_many_there_were(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("wecom.callbacks.seldom.time.monotonic", lambda: now)
    seldom = Seldom()
    assert [seldom.due("a"), seldom.due("a"), seldom.due("a"), seldom.due("b")] == [1, 0, 0, 1]
    now += PERIOD_SECONDS
    assert [seldom.due("a"), seldom.due("a")] == [3, 0]


def test_only_so_many_kinds_are_remembered() -> None:
    seldom = Seldom()
    for number in range(10 * MOST_KINDS):
        assert seldom.due(f"kind {number}") == 1
    assert len(seldom._told) <= MOST_KINDS
    assert len(seldom._held_back) <= MOST_KINDS
