"""Cached bytes: one load for many callers, forgotten in time or on demand."""

import asyncio
from types import SimpleNamespace

import pytest

from app.kernel.cache import BytesCache


class Load:
    """Counts loads; `absent` keys are not found; may be held back or fail."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.open = asyncio.Event()
        self.open.set()
        self.fails = False

    async def __call__(self, key: str) -> bytes | None:
        self.asked.append(key)
        await self.open.wait()
        if self.fails:
            raise ConnectionError
        return None if key == "absent" else f"{key}{len(self.asked)}".encode()


async def test_many_callers_cause_one_load() -> None:
    load = Load()
    load.open.clear()
    cache = BytesCache(load, ttl=60, size=10)
    callers = [asyncio.create_task(cache.get("a")) for _ in range(50)]
    await asyncio.sleep(0)
    load.open.set()
    assert await asyncio.gather(*callers) == [b"a1"] * 50
    assert load.asked == ["a"]


async def test_a_caller_who_leaves_does_not_cancel_the_load() -> None:
    load = Load()
    load.open.clear()
    cache = BytesCache(load, ttl=60, size=10)
    leaving, staying = (asyncio.create_task(cache.get("a")) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    load.open.set()
    assert await staying == b"a1"


async def test_not_found_is_kept_too() -> None:
    load = Load()
    cache = BytesCache(load, ttl=60, size=10)
    assert [await cache.get("absent"), await cache.get("absent")] == [None, None]
    assert load.asked == ["absent"]


async def test_a_kept_answer_ends_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = BytesCache(Load(), ttl=1, size=10)

    async def at(seconds: float) -> bytes | None:
        monkeypatch.setattr("app.kernel.cache.time", SimpleNamespace(monotonic=lambda: seconds))
        return await cache.get("a")

    assert [await at(1000), await at(1000.9), await at(1001.1)] == [b"a1", b"a1", b"a2"]


async def test_forget_drops_one_key_and_clear_all() -> None:
    cache = BytesCache(Load(), ttl=60, size=10)
    assert [await cache.get("a"), await cache.get("b")] == [b"a1", b"b2"]
    cache.forget("a")
    assert [await cache.get("a"), await cache.get("b")] == [b"a3", b"b2"]
    cache.clear()
    assert await cache.get("b") == b"b4"


async def test_the_oldest_key_makes_room() -> None:
    load = Load()
    cache = BytesCache(load, ttl=60, size=2)
    for key in ("a", "b", "c", "b", "a"):
        await cache.get(key)
    assert load.asked == ["a", "b", "c", "a"]


async def test_a_failed_load_is_told_and_not_kept() -> None:
    load = Load()
    load.fails = True
    cache = BytesCache(load, ttl=60, size=10)
    with pytest.raises(ConnectionError):
        await cache.get("a")
    load.fails = False
    assert await cache.get("a") == b"a2"
