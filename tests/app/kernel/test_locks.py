"""Named locks live exactly as long as the transaction that took them."""

import asyncio

import pytest

from app.kernel import locks
from app.kernel.db import atomic

pytestmark = pytest.mark.usefixtures("database")


@atomic
async def try_one(*name: object) -> bool:
    return await locks.try_hold(*name)


@atomic
async def hold_until(told: asyncio.Event, held: asyncio.Event, *name: object) -> None:
    await locks.hold(*name)
    held.set()
    await told.wait()


async def test_a_held_name_is_refused_and_others_are_not() -> None:
    told, held = asyncio.Event(), asyncio.Event()
    holder = asyncio.ensure_future(hold_until(told, held, "sop", 1))
    await held.wait()
    assert not await try_one("sop", 1)
    assert await try_one("sop", 2)
    told.set()
    await holder
    assert await try_one("sop", 1)


async def test_a_waiting_verb_goes_on_when_the_lock_is_free() -> None:
    told, held, second = asyncio.Event(), asyncio.Event(), asyncio.Event()
    told_second = asyncio.Event()
    told_second.set()
    holder = asyncio.ensure_future(hold_until(told, held, "x"))
    await held.wait()
    waiter = asyncio.ensure_future(hold_until(told_second, second, "x"))
    assert not second.is_set()
    told.set()
    await asyncio.gather(holder, waiter)
    assert second.is_set()


async def test_a_lock_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="open transaction"):
        await locks.hold("x")
