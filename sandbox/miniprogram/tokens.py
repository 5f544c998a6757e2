"""Access tokens of the mini-program server.

Source of the rules: developers.weixin.qq.com, getStableAccessToken and getAccessToken.
"""

from datetime import datetime, timedelta

from sandbox.clock import CHINA, Clock
from sandbox.credentials import LETTERS, random_text
from sandbox.miniprogram.refusals import refusal

LIFE = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)
FORCED_PER_DAY = 20
FORCED_GAP = timedelta(seconds=30)


class Tokens:
    """Stable tokens and plain tokens live side by side; a token of either kind opens the same doors."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._expiries: dict[str, datetime] = {}
        self._stable: str | None = None
        self._plain: str | None = None
        self._forced: list[datetime] = []

    def stable(self, force: bool) -> tuple[str, int]:
        """(token, seconds left). Errors: 45011 when forced again within 30 s, 45009 above 20 forced in a day."""
        if force:
            self._count_forced()
            if self._stable is not None:
                del self._expiries[self._stable]
            self._stable = self._issue()
        elif self._stable is None or self._left(self._stable) <= OVERLAP:
            self._stable = self._issue()
        return self._stable, int(self._left(self._stable).total_seconds())

    def plain(self) -> tuple[str, int]:
        """(token, seconds left): a new token each time; the one before stays usable for five minutes."""
        if self._plain is not None:
            cut = self._clock.now() + OVERLAP
            self._expiries[self._plain] = min(cut, self._expiries[self._plain])
        self._plain = self._issue()
        return self._plain, int(LIFE.total_seconds())

    def check(self, token: str) -> None:
        """Errors: 41001 missing, 40001 unknown or replaced, 42001 expired."""
        if not token:
            raise refusal(41001)
        if token not in self._expiries:
            raise refusal(40001)
        if self._left(token) <= timedelta(0):
            raise refusal(42001)

    def _issue(self) -> str:
        token = "97_" + random_text(133, LETTERS + "-_")
        self._expiries[token] = self._clock.now() + LIFE
        return token

    def _left(self, token: str) -> timedelta:
        return self._expiries[token] - self._clock.now()

    def _count_forced(self) -> None:
        now = self._clock.now()
        today = [at for at in self._forced if at.astimezone(CHINA).date() == now.astimezone(CHINA).date()]
        if len(today) >= FORCED_PER_DAY:
            raise refusal(45009)
        if self._forced and now - self._forced[-1] < FORCED_GAP:
            raise refusal(45011)
        self._forced = [*today, now]
