"""A pace that all processes keep together: each call takes the next free moment, first come first served.

Per window so many calls may come early, at once, and the rest of what it allows is spread evenly. So no stretch as long
as the window ever holds more calls than it allows, wherever the platform begins to count, and an account is one number:
the moment at which everything taken so far would be used up at the even rate.
"""

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel import redis

EARLY_PART = 5
ALONE_SECONDS = 1.0
LONGEST_BLOCK = 3600.0
MICRO = 1_000_000

# KEYS: block, accounts. ARGV: longest wait, then per account what a call costs and how early it may come; microseconds.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local start = now + math.max(0, redis.call('PTTL', KEYS[1])) * 1000
local used = {}
for i = 2, #KEYS do
  used[i] = tonumber(redis.call('GET', KEYS[i]) or 0)
  start = math.max(start, used[i] - tonumber(ARGV[i * 2 - 1]))
end
if start - now > tonumber(ARGV[1]) then return {0, start - now} end
for i = 2, #KEYS do
  local next = math.max(used[i], start) + tonumber(ARGV[i * 2 - 2])
  redis.call('SET', KEYS[i], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000))
end
return {1, start - now}
"""
# KEYS: block, the block before. ARGV: the shortest and the longest block in milliseconds. Answers what is left.
BLOCK = """
local left = redis.call('PTTL', KEYS[1])
if left > 0 then return left end
local last = redis.call('GET', KEYS[2])
local ms = last and math.min(last * 2, tonumber(ARGV[2])) or tonumber(ARGV[1])
redis.call('SET', KEYS[1], 1, 'PX', ms)
redis.call('SET', KEYS[2], ms, 'PX', ms * 2)
return ms
"""


@dataclass(frozen=True, slots=True)
class Window:
    """At most so many calls in any stretch of so many seconds; a fifth of them at once, or `early` of them."""

    calls: int
    seconds: float
    early: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "early", self.early or max(1, self.calls // EARLY_PART))

    @property
    def cost(self) -> float:
        """Seconds between calls at the even rate."""
        return self.seconds / max(1, self.calls - self.early)

    @property
    def tolerance(self) -> float:
        """Seconds by which a call may come before its even moment."""
        return self.cost * (self.early - 1)


class TooSoon(Exception):
    """The next free moment is further away than the caller may wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Alone:
    """The account of one process, kept while Redis is away. Times are those of time.monotonic."""

    def __init__(self) -> None:
        self._used: list[float] = []
        self._blocked_until = 0.0
        self._last_block = 0.0

    def take(self, windows: Sequence[Window], wait: float) -> float:
        """Seconds until the call's moment. Raises TooSoon, and then nothing was taken."""
        now = time.monotonic()
        used = self._used or [0.0] * len(windows)
        start = max([now, self._blocked_until, *(one - w.tolerance for one, w in zip(used, windows, strict=True))])
        if start - now > wait:
            raise TooSoon(start - now)
        self._used = [max(one, start) + w.cost for one, w in zip(used, windows, strict=True)]
        return start - now

    def block(self, shortest: float) -> float:
        """Seconds that are left of the block, a new one when there is none."""
        now = time.monotonic()
        if self._blocked_until <= now:
            again = now < self._blocked_until + self._last_block
            self._last_block = min(self._last_block * 2, LONGEST_BLOCK) if again else shortest
            self._blocked_until = now + self._last_block
        return self._blocked_until - now


class Pace:
    """The pace under one name. Without Redis each process keeps its own: more calls in sum, none unbounded."""

    def __init__(self, name: str, windows: Sequence[Window]) -> None:
        self._windows = windows
        self._block = f"pace:{name}:block"
        self._accounts = [f"pace:{name}:{one.seconds:g}" for one in windows]
        self._alone = Alone()
        self._alone_until = 0.0

    async def turn(self, wait: float) -> None:
        """Return at the moment when the call may be made. Raises TooSoon at once if that is not within `wait` seconds.

        A caller that is cancelled while it waits has used up its moment.
        """
        delay = await self._take(wait)
        if delay > 0:
            await asyncio.sleep(delay)

    async def block(self) -> float:
        """Nobody may call for as long as the shortest window; the seconds that are left of it.

        Blocked again soon after the end of a block, it lasts twice as long, at most an hour: the platform does not say
        which of its windows is used up. Of many that are refused at once only the first begins a block.
        """
        shortest = min(one.seconds for one in self._windows)
        alone = self._alone.block(shortest)
        limits = [str(math.ceil(shortest * 1000)), str(math.ceil(LONGEST_BLOCK * 1000))]
        left = await self._ask(BLOCK, [self._block, f"{self._block}:before"], limits)
        return alone if left is None else int(str(left)) / 1000

    async def _take(self, wait: float) -> float:
        limits = [_micro(wait)]
        for one in self._windows:
            limits += [_micro(one.cost), _micro(one.tolerance)]
        answer = await self._ask(TAKE, [self._block, *self._accounts], limits)
        if not isinstance(answer, list):
            return self._alone.take(self._windows, wait)
        granted, delay = answer[0], answer[1] / MICRO
        if not granted:
            raise TooSoon(delay)
        return float(delay)

    async def _ask(self, script: str, keys: list[str], limits: list[str]) -> object:
        """Redis' answer, None while it is away; a Redis that does not answer holds up one caller a second."""
        if time.monotonic() < self._alone_until:
            return None
        answer: object = await redis.soft(redis.client().eval(script, len(keys), *keys, *limits), None)
        if answer is None:
            self._alone_until = time.monotonic() + ALONE_SECONDS
        return answer


def _micro(seconds: float) -> str:
    return str(round(seconds * MICRO))
