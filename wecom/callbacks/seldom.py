"""What happens often is told once a minute, with how often it happened."""

import time

PERIOD_SECONDS = 60.0
MOST_KINDS = 500


class Seldom:
    """Lets one of a kind through in a minute. Kinds may come from outside, so only so many are remembered."""

    def __init__(self) -> None:
        self._told: dict[str, float] = {}
        self._held_back: dict[str, int] = {}

    def due(self, kind: str) -> int:
        """How many of the kind came since it was told last, this one included; 0 when it was told a moment ago."""
        # A pause between log lines is no business time: it passes also while the product's clock is moved.
        now = time.monotonic()
        self._held_back[kind] = self._held_back.get(kind, 0) + 1
        if now - self._told.get(kind, -PERIOD_SECONDS) < PERIOD_SECONDS:
            return 0
        if len(self._told) >= MOST_KINDS:
            self._told.clear()
            self._held_back = {kind: self._held_back[kind]}
        self._told[kind] = now
        return self._held_back.pop(kind)
