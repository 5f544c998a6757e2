"""A value that all processes share and one of them renews: an access token, a ticket, an uploaded picture's id."""

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

from app.kernel import clock, redis

LOCK_MS = 10_000
PAUSE_SECONDS = 0.05
MOST_PAUSES = 100
EARLY_SECONDS = 300
SHORTEST_SECONDS = 60
# A platform that gives the refused value again is not asked more often than this.
REPEATED_SECONDS = 5.0

UNLOCK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


@dataclass(frozen=True, slots=True)
class Lease:
    """A value and the unix second until which it may be used, by the product's clock."""

    value: str
    good_until: float

    def serves(self, failing: str | None) -> bool:
        """Whether it may still be used and is not the one that the platform has just refused."""
        return self.value != failing and self.good_until > clock.now().timestamp()


class Shared:
    """The value under one Redis key. One process renews it under a lock, the others wait for what it gets.

    `fetch` is told the value that the platform has just refused, if there is one. Without Redis each process keeps
    and renews a value of its own: more calls, nothing refused.
    """

    def __init__(self, key: str, fetch: Callable[[str | None], Awaitable[Lease]]) -> None:
        self._key = key
        self._fetch = fetch
        self._held: Lease | None = None
        self._renewing = asyncio.Lock()
        self._repeated_until = 0.0

    async def get(self, failing: str | None = None) -> str:
        """The value; another one than `failing`, if someone has another one already, else a renewed one.

        It is `failing` again only if the platform itself has just given it again. Raises what `fetch` raises.
        """
        held = self._held
        if held is None or not held.serves(failing):
            async with self._renewing:
                held = await self._next(failing)
        return held.value

    async def _next(self, failing: str | None) -> Lease:
        held = self._held
        if held is None or not held.serves(failing):
            if held is not None and held.serves(None) and time.monotonic() < self._repeated_until:
                return held
            held = self._held = await self._stored(failing) or await self._renew(failing)
            if held.value == failing:
                self._repeated_until = time.monotonic() + REPEATED_SECONDS
        return held

    async def _stored(self, failing: str | None) -> Lease | None:
        text = await redis.soft(redis.client().get(self._key), None)
        lease = Lease(**json.loads(text)) if text else None
        return lease if lease and lease.serves(failing) else None

    async def _renew(self, failing: str | None) -> Lease:
        lock, mine = f"{self._key}:lock", secrets.token_hex(8)
        for _ in range(MOST_PAUSES):
            if await redis.soft(redis.client().set(lock, mine, nx=True, px=LOCK_MS), True):
                break
            await asyncio.sleep(PAUSE_SECONDS)
            if renewed := await self._stored(failing):
                return renewed
        try:
            # Whoever held the lock before us may just have stored a new one.
            return await self._stored(failing) or await self._fetched(failing)
        finally:
            await redis.soft(redis.client().eval(UNLOCK, 1, lock, mine), 0)

    async def _fetched(self, failing: str | None) -> Lease:
        lease = await self._fetch(failing)
        seconds = max(1, int(lease.good_until - clock.now().timestamp()))
        await redis.soft(redis.client().set(self._key, json.dumps(asdict(lease)), ex=seconds), None)
        return lease


def lease(value: str, expires_in: int) -> Lease:
    """Usable until five minutes before the end. Asked in those minutes, the platform gives the same value again."""
    seconds = max(expires_in - EARLY_SECONDS, min(expires_in, SHORTEST_SECONDS))
    return Lease(value, clock.now().timestamp() + seconds)
