"""Micro-batches answer each caller with its own result, and one bad item harms no other."""

import asyncio
from collections.abc import Sequence

import pytest

from app.kernel.batch import MicroBatch
from app.kernel.errors import TooMany


class Flush:
    """Doubles numbers, refuses negative ones, remembers its batches, and may be held back."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, items: list[int]) -> Sequence[int]:
        await self.open.wait()
        self.batches.append(items)
        if min(items) < 0:
            raise ValueError(items)
        return [item * 2 for item in items]


async def test_each_caller_gets_the_answer_to_its_own_item() -> None:
    flush = Flush()
    batch = MicroBatch("test", flush, max_items=10)
    assert await asyncio.gather(*(batch.submit(n) for n in range(25))) == [n * 2 for n in range(25)]
    assert [len(items) for items in flush.batches] == [10, 10, 5]
    assert [n for items in flush.batches for n in items] == list(range(25))
    await batch.close()


async def test_a_bad_item_fails_alone() -> None:
    batch = MicroBatch("test", Flush())
    answers = await asyncio.gather(*(batch.submit(n) for n in (1, -1, 2)), return_exceptions=True)
    assert answers[0] == 2
    assert isinstance(answers[1], ValueError)
    assert answers[2] == 4
    await batch.close()


async def test_a_full_queue_refuses_at_once() -> None:
    flush = Flush()
    flush.open.clear()
    batch = MicroBatch("test", flush, max_items=1, max_waiting=3)
    waiting = [asyncio.create_task(batch.submit(0))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting += [asyncio.create_task(batch.submit(n)) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    with pytest.raises(TooMany):
        await batch.submit(4)
    flush.open.set()
    assert await asyncio.gather(*waiting) == [0, 2, 4, 6]
    await batch.close()


async def test_close_flushes_what_waits() -> None:
    flush = Flush()
    batch = MicroBatch("test", flush, max_items=2)
    waiting = [asyncio.create_task(batch.submit(n)) for n in range(5)]
    await asyncio.sleep(0)
    await batch.close()
    assert await asyncio.gather(*waiting) == [0, 2, 4, 6, 8]


async def test_a_caller_who_left_does_not_stop_the_others() -> None:
    flush = Flush()
    flush.open.clear()
    batch = MicroBatch("test", flush)
    leaving, staying = (asyncio.create_task(batch.submit(n)) for n in (1, 2))
    await asyncio.sleep(0)
    leaving.cancel()
    flush.open.set()
    assert await staying == 4
    await batch.close()


async def test_too_few_answers_fail_the_batch_instead_of_hanging_it() -> None:
    async def loses_one(items: list[int]) -> Sequence[int]:
        return items[1:]

    batch = MicroBatch("test", loses_one)
    async with asyncio.timeout(5):
        with pytest.raises((ValueError, asyncio.CancelledError)):
            await batch.submit(1)


async def test_the_next_batch_starts_beside_a_running_one_once_enough_wait_for_it() -> None:
    flush = Flush()
    flush.open.clear()
    batch = MicroBatch("test", flush, flushers=2, enough=3)
    asked = [asyncio.create_task(batch.submit(0))]
    for n in (1, 2):
        await turn()
        asked.append(asyncio.create_task(batch.submit(n)))
    await turn()
    assert flushes_running() == 1
    asked.append(asyncio.create_task(batch.submit(3)))
    await turn()
    assert flushes_running() == 2
    flush.open.set()
    assert await asyncio.gather(*asked) == [0, 2, 4, 6]
    assert flush.batches == [[0], [1, 2, 3]]


async def turn() -> None:
    """Let everything that is ready run."""
    for _ in range(3):
        await asyncio.sleep(0)


def flushes_running() -> int:
    return sum(task.get_name() == "batch test" and not task.done() for task in asyncio.all_tasks())
