"""Call frequency (official page 90312), counted in fixed windows; the block lasts one window."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.wecom.errors import WeComError

if TYPE_CHECKING:
    from sandbox.clock import Clock


@dataclass
class Window:
    start: int
    count: int = 0
    blocked_until: int = 0


class Limits:
    """Counts calls per key and answers 45009 above the limit."""

    def __init__(self, clock: "Clock") -> None:
        self._clock = clock
        self._windows: dict[str, Window] = {}

    def count(self, key: str, most: int, seconds: int) -> None:
        """One call under `key`: at most `most` per `seconds`."""
        now = self._clock.timestamp()
        window = self._windows.get(key)
        if window is None or (now >= window.start + seconds and now >= window.blocked_until):
            window = self._windows[key] = Window(now)
        window.count += 1
        if now < window.blocked_until:
            raise WeComError(45009)
        if window.count > most:
            window.blocked_until = now + seconds
            raise WeComError(45009)
