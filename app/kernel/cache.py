"""What is kept in this process for a moment: no lock-step with the database, no round trip to Redis."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")
_caches: list["BytesCache[Any] | Recent[Any]"] = []


class BytesCache(Generic[K]):
    """Key → bytes for `ttl` seconds, at most `size` keys. Many callers of one missing key cause one load.

    What is read may be `ttl` old; `forget` drops a key at once in this process (NOTIFY tells the others).
    None (not found) is kept too, so that an unknown id does not reach the database each time.
    """

    def __init__(self, load: Callable[[K], Awaitable[bytes | None]], *, ttl: float, size: int) -> None:
        self._load = load
        self._ttl = ttl
        self._size = size
        self._kept: dict[K, tuple[float, bytes | None]] = {}
        self._loading: dict[K, asyncio.Task[bytes | None]] = {}
        _caches.append(self)

    async def get(self, key: K) -> bytes | None:
        kept = self._kept.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        loading = self._loading.get(key)
        if loading is None:
            loading = asyncio.create_task(self._fill(key))
            self._loading[key] = loading
        return await asyncio.shield(loading)

    def forget(self, key: K) -> None:
        self._kept.pop(key, None)

    def clear(self) -> None:
        self._kept.clear()

    async def _fill(self, key: K) -> bytes | None:
        try:
            value = await self._load(key)
            self._kept.pop(key, None)
            while len(self._kept) >= self._size:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = (time.monotonic() + self._ttl, value)
            return value
        finally:
            del self._loading[key]


class Recent(Generic[T]):
    """The whole of something small and seldom changed, at most `ttl` seconds old.

    Whoever finds it too old loads it in their own context (and transaction), so no task outlives a caller. `forget`
    after a change shows it at once in this process; others see it within `ttl`.
    """

    def __init__(self, load: Callable[[], Awaitable[T]], *, ttl: float) -> None:
        self._load = load
        self._ttl = ttl
        self._kept: tuple[float, T] | None = None
        _caches.append(self)

    async def get(self) -> T:
        kept = self._kept
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        value = await self._load()
        self._kept = (time.monotonic() + self._ttl, value)
        return value

    def forget(self) -> None:
        self._kept = None

    clear = forget


def forget_everything() -> None:
    """Drop what every cache of this process keeps: when the database under it was exchanged."""
    for each in _caches:
        each.clear()
