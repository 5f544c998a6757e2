"""Kuaidi100's wire format, by samples as its documentation shows them."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from app.integrations.couriers import NoCourierPlatform, PushNotGenuine, TrackState, WatchState
from app.integrations.couriers_kuaidi100 import Kuaidi100

PLATFORM = Kuaidi100("http://127.0.0.1:9", "CUSTOMER", "KEY", "https://shop.example.com/callbacks/kuaidi100")
RESULT: dict[str, Any] = {
    **{"message": "ok", "state": "5", "status": "200", "condition": "F00", "ischeck": "0", "com": "yuantong"},
    "nu": "V030344422",
    "data": [
        {"context": "上海分拨中心/装件入车扫描", "time": "2026-08-28 16:33:19", "ftime": "2026-08-28 16:33:19"},
        {"context": "上海分拨中心/下车扫描", "time": "2026-08-27 23:22:42", "status": "在途"},
        {"context": "已揽收", "time": "2026-08-27 08:00:00", "ftime": "2026-08-27 08:00:00", "status": "揽收"},
    ],
}


def push(salt: str | None = None, **said: Any) -> bytes:
    """A push of the platform, signed with the salt we subscribe with unless told otherwise."""
    param = orjson.dumps({"status": "polling", "message": "", "lastResult": RESULT} | said).decode()
    signed = hashlib.md5((param + (PLATFORM._salt if salt is None else salt)).encode()).hexdigest()
    return urlencode({"sign": signed.upper(), "param": param}).encode()


def test_a_push_tells_every_step_newest_first_in_utc() -> None:
    journey = PLATFORM.open_push(push())
    assert (journey.carrier, journey.number, journey.state) == ("YTO", "V030344422", TrackState.DELIVERING)
    assert journey.watch is WatchState.WATCHED
    assert [step.state for step in journey.steps] == [
        TrackState.DELIVERING,
        TrackState.IN_TRANSIT,
        TrackState.COLLECTED,
    ]
    assert journey.steps[0].at == datetime(2026, 8, 28, 8, 33, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("0", TrackState.IN_TRANSIT),
        ("1", TrackState.COLLECTED),
        ("2", TrackState.TROUBLE),
        ("3", TrackState.SIGNED),
        ("4", TrackState.RETURNED),
        ("5", TrackState.DELIVERING),
        ("6", TrackState.RETURNED),
        ("7", TrackState.IN_TRANSIT),
        ("8", TrackState.CUSTOMS),
        ("14", TrackState.REFUSED),
        (14, TrackState.REFUSED),
        ("77", TrackState.IN_TRANSIT),
    ],
)
def test_states_are_told_in_our_words(state: str | int, told: TrackState) -> None:
    assert PLATFORM.open_push(push(lastResult=RESULT | {"state": state})).state is told


def test_a_company_the_platform_corrected_is_still_the_one_we_asked_under() -> None:
    journey = PLATFORM.open_push(push(autoCheck="1", comOld="zhongtong", comNew="yuantong"))
    assert journey.carrier == "ZTO"


def test_the_end_and_giving_up_are_told_apart_and_a_correction_is_neither() -> None:
    assert PLATFORM.open_push(push(status="shutdown")).watch is WatchState.ENDED
    assert PLATFORM.open_push(push(status="abort", message="3天查询无记录")).watch is WatchState.GIVEN_UP
    assert PLATFORM.open_push(push(status="abort", comNew="ems")).watch is WatchState.WATCHED


def test_a_parcel_without_steps_yet_has_none() -> None:
    assert PLATFORM.open_push(push(lastResult=RESULT | {"data": None})).steps == ()


@pytest.mark.parametrize(
    "body",
    [
        push(salt=""),
        push(salt="another"),
        push(lastResult=None),
        push(lastResult=RESULT | {"com": "pigeon"}),
        push(lastResult=RESULT | {"data": [{"context": "x", "time": "yesterday"}]}),
        push(lastResult=[]),
        b"",
        b"\x00\xff",
    ],
)
def test_what_is_not_signed_or_not_readable_is_refused(body: bytes) -> None:
    with pytest.raises(PushNotGenuine):
        PLATFORM.open_push(body)


def test_without_a_platform_every_push_is_refused() -> None:
    with pytest.raises(PushNotGenuine):
        NoCourierPlatform().open_push(push())
