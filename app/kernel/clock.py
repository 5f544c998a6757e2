"""The one source of time. Real time in production; demo and tests may follow a clock file written by the sandbox."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class _Offset:
    """The shift of a followed clock file, re-read when the file changes."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.seen = 0
        self.shift = timedelta()

    def current(self) -> timedelta:
        if self.path is None:
            return self.shift
        try:
            changed = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return self.shift
        if changed != self.seen:
            self.shift = timedelta(seconds=json.loads(self.path.read_text())["offset_seconds"])
            self.seen = changed
        return self.shift


_offset = _Offset()


def follow(path: Path | None) -> None:
    """Follow a file of `{"offset_seconds": n}`, or real time again with None. Settings refuse it in production."""
    _offset.path, _offset.seen, _offset.shift = path, 0, timedelta()


def now() -> datetime:
    """The current moment, aware, in UTC."""
    if _offset.path is None:
        return datetime.now(UTC)
    return datetime.now(UTC) + _offset.current()


def business_day(moment: datetime | None = None) -> str:
    """The Shanghai calendar day of a moment, `YYYY-MM-DD`."""
    return (moment or now()).astimezone(SHANGHAI).date().isoformat()
