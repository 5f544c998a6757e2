"""How often each call may be made (page 90312), counted for the whole corp, so that WeCom never has to refuse."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.kernel import clock
from wecom.client import errors
from wecom.client.pace import Pace, TooSoon, Window

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
# The platform allows 10,000 and 150,000; a tenth is left for the corp's other programs.
EACH_API = (Window(9_000, MINUTE), Window(135_000, HOUR))
# Calls that the platform allows less often than the rest; also a tenth below.
SMALLER: Mapping[str, Sequence[Window]] = {
    "get_jsapi_ticket": (Window(360, HOUR),),
    "ticket/get": (Window(90, HOUR),),
    "externalcontact/add_moment_task": (Window(9, MINUTE),),
    "media/uploadimg": (Window(900, DAY),),
}
# A login must not wait for anything; with a valid code the platform does not count it.
EXEMPT = frozenset({"auth/getuserinfo"})
# Per robot; nobody else has its key. What it has to say comes in bursts, and jobs say it, which can wait.
ROBOT = (Window(20, MINUTE, early=10),)
ROBOT_WAIT_SECONDS = 10.0
# Short against the 20 s of a welcome and against what a person waits for; a job comes back later by itself.
WAIT_SECONDS = 3.0


class Budgets:
    """What one owner, a corp or a robot, may still call: one pace per path, the same for all processes."""

    def __init__(
        self,
        owner: str,
        *,
        usual: Sequence[Window] = EACH_API,
        smaller: Mapping[str, Sequence[Window]] = SMALLER,
        wait: float = WAIT_SECONDS,
    ) -> None:
        self._owner = owner
        self._usual = usual
        self._smaller = smaller
        self._wait = wait
        self._paces: dict[str, Pace] = {}

    async def take(self, path: str) -> None:
        """Return when the call may be made. Raises QuotaExceeded, with the time to try again, if that takes too long.

        Then nothing was sent.
        """
        if path in EXEMPT:
            return
        try:
            await self._pace(path).turn(self._wait)
        except TooSoon as soon:
            raise errors.over_budget(path, _after(soon.seconds)) from None

    async def refused(self, path: str) -> datetime:
        """The platform has said 45009: no process calls this before the time that is returned."""
        return _after(await self._pace(path).block())

    def _pace(self, path: str) -> Pace:
        if path not in self._paces:
            windows = self._smaller.get(path, self._usual)
            self._paces[path] = Pace(f"wecom:{self._owner}:{path}", windows)
        return self._paces[path]


def of_robot(key: str, wait: float = ROBOT_WAIT_SECONDS) -> Budgets:
    """A robot's own budget. Its key is a secret and does not appear in the names under which Redis keeps it."""
    return Budgets(f"robot:{hashlib.sha256(key.encode()).hexdigest()[:16]}", usual=ROBOT, wait=wait)


def _after(seconds: float) -> datetime:
    return clock.now() + timedelta(seconds=seconds)
