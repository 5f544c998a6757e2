"""An access token shared by all processes through Redis; without Redis each process keeps its own."""

import asyncio
from collections.abc import Awaitable, Callable

from app.kernel import clock, redis

EARLY_SECONDS = 300
PAUSE_BETWEEN_FORCED_SECONDS = 31

Fetch = Callable[[bool], Awaitable[tuple[str, int]]]


class SharedToken:
    """One vendor token. `fetch(force)` asks the vendor for (token, seconds left); callers of one process ask once.

    Two processes may both ask: a stable token is the same for both. A forced refresh makes the others' token void, so
    it is left to one process at a time, and only when the vendor still hands out the token it refused.
    """

    def __init__(self, name: str, fetch: Fetch) -> None:
        self._key = f"token:{name}"
        self._fetch = fetch
        self._flight = asyncio.Lock()
        self._own = ""
        self._own_until = 0.0

    async def get(self) -> str:
        """A token believed to be good. Raises what `fetch` raises."""
        return self._kept() or await self._renew(refused="")

    async def replace(self, refused: str) -> str:
        """A token other than the one the vendor refused. Raises what `fetch` raises."""
        return await self._renew(refused)

    def _kept(self) -> str:
        return self._own if clock.now().timestamp() < self._own_until else ""

    async def _renew(self, refused: str) -> str:
        async with self._flight:
            if self._kept() not in ("", refused):
                return self._own
            shared = await redis.soft(redis.client().get(self._key), None)
            if shared and shared != refused:
                left = await redis.soft(redis.client().ttl(self._key), 0)
                return self._keep(str(shared), int(left))
            token, seconds = await self._fetch(False)
            if token == refused and await self._may_force():
                token, seconds = await self._fetch(True)
            life = seconds - EARLY_SECONDS if seconds > EARLY_SECONDS * 2 else seconds // 2
            await redis.soft(redis.client().set(self._key, token, ex=max(life, 1)), None)
            return self._keep(token, life)

    async def _may_force(self) -> bool:
        guard = redis.client().set(f"{self._key}:forced", "1", nx=True, ex=PAUSE_BETWEEN_FORCED_SECONDS)
        return bool(await redis.soft(guard, True))

    def _keep(self, token: str, seconds: int) -> str:
        self._own, self._own_until = token, clock.now().timestamp() + seconds
        return token
