"""Time: real, unless a clock file moves it."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.kernel import clock
from app.kernel.settings import Settings

BLINK = timedelta(seconds=2)


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    yield tmp_path / "clock.json"
    clock.follow(settings.clock_file)


def ahead() -> timedelta:
    return clock.now() - datetime.now(UTC)


def shift(file: Path, seconds: float, at: int) -> None:
    """Write the file with a change time of its own, as a later write would have."""
    file.write_text(json.dumps({"offset_seconds": seconds}))
    os.utime(file, ns=(at, at))


def test_without_a_file_it_is_real_time(file: Path) -> None:
    clock.follow(None)
    assert abs(ahead()) < BLINK
    assert clock.now().tzinfo is UTC


def test_a_file_that_does_not_exist_yet_is_real_time(file: Path) -> None:
    clock.follow(file)
    assert abs(ahead()) < BLINK


def test_time_follows_each_change_of_the_file(file: Path) -> None:
    clock.follow(file)
    for step, days in enumerate((3, 10, 0), start=1):
        shift(file, days * 86400, at=step * 10**9)
        assert abs(ahead() - timedelta(days=days)) < BLINK


def test_time_goes_on_when_the_file_vanishes(file: Path) -> None:
    clock.follow(file)
    shift(file, 3600, at=10**9)
    assert abs(ahead() - timedelta(hours=1)) < BLINK
    file.unlink()
    assert abs(ahead() - timedelta(hours=1)) < BLINK


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 31, 15, 59, tzinfo=UTC), "2026-01-31"),
        (datetime(2026, 1, 31, 16, 0, tzinfo=UTC), "2026-02-01"),
    ],
)
def test_the_business_day_is_shanghais(moment: datetime, day: str) -> None:
    assert clock.business_day(moment) == day
