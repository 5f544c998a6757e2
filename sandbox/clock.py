"""The platform's clock, which tests and demos may move forward."""

import asyncio
import json
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

CHINA_OFFSET = timedelta(hours=8)
CHINA = timezone(CHINA_OFFSET)


class Clock:
    """Real time plus an offset.

    The offset is kept in ``clock_file`` as ``{"offset_seconds": float}`` so that other processes can follow, and is
    read back from it at start.
    """

    def __init__(self, clock_file: Path | None = None) -> None:
        self._file = clock_file
        self._moved = asyncio.Event()
        self.offset_seconds = _read_offset(clock_file)

    def now(self) -> datetime:
        """The platform's time as an aware UTC datetime."""
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds)

    def timestamp(self) -> int:
        """Unix seconds of ``now()``."""
        return int(self.now().timestamp())

    async def sleep(self, seconds: float) -> None:
        """Wait until ``seconds`` of platform time have passed; moving the clock forward shortens the wait."""
        due = self.now() + timedelta(seconds=seconds)
        while (left := (due - self.now()).total_seconds()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)

    def advance(self, seconds: float) -> None:
        self._set(self.offset_seconds + seconds)

    def reset(self) -> None:
        self._set(0.0)

    def _set(self, offset_seconds: float) -> None:
        self.offset_seconds = offset_seconds
        self._moved.set()
        self._moved = asyncio.Event()
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        # Readers poll this file; a rename never shows them half of it.
        draft = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        draft.write_text(json.dumps({"offset_seconds": offset_seconds}))
        draft.replace(self._file)


def rfc3339(moment: datetime) -> str:
    """The text form of Pay v3: China time with offset, whole seconds."""
    return moment.astimezone(CHINA).isoformat(timespec="seconds")


def _read_offset(clock_file: Path | None) -> float:
    if clock_file is None or not clock_file.exists():
        return 0.0
    return float(json.loads(clock_file.read_text())["offset_seconds"])
