"""Logs tell what happened without telling on anyone."""

import json
from collections.abc import Iterator

import pytest
import structlog

from app.kernel import log
from app.kernel.settings import Settings


@pytest.fixture(autouse=True)
def _as_before(settings: Settings) -> Iterator[None]:
    yield
    log.configure(settings.log_level)


@pytest.mark.parametrize(
    "event",
    [
        {"phone": "13800138000"},
        {"member_phone": 13800138000},
        {"authorization": "Bearer abc"},
        {"session_key": "abc"},
        {"pay_secret": {"inner": "abc"}},
        {"address": ["Road 1"]},
    ],
)
def test_values_under_telling_keys_are_hidden(event: dict[str, object]) -> None:
    assert set(log.without_personal_data(None, "info", dict(event)).values()) == {log.HIDDEN}


def test_mobile_numbers_are_hidden_in_any_text_at_any_depth() -> None:
    event = {"note": "call 13800138000 now", "deep": {"list": [{"x": "+86-13912345678"}]}}
    cleaned = log.without_personal_data(None, "info", event)
    assert cleaned == {"note": f"call {log.HIDDEN} now", "deep": {"list": [{"x": f"+86-{log.HIDDEN}"}]}}


def test_what_only_looks_like_a_number_stays() -> None:
    event = {"order": "O202601011380013800012", "fen": 13800138000, "port": "8000"}
    assert log.without_personal_data(None, "info", dict(event)) == event


def test_a_line_is_one_json_object_with_the_id_of_its_request(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO")
    token = log.REQUEST_ID.set("r-1")
    structlog.get_logger("fresh").warning("refused", phone="13800138000")
    log.REQUEST_ID.reset(token)
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["event"], line["request_id"], line["phone"]) == ("refused", "r-1", log.HIDDEN)


def test_an_exception_is_told_without_the_number_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO")
    try:
        raise ValueError("no member with 13800138000")
    except ValueError:
        structlog.get_logger("fresh").exception("failed")
    out = capsys.readouterr().out
    assert "no member with [hidden]" in out
    assert "13800138000" not in out
