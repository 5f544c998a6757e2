"""When a failed job is tried again, in the real queue."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

import pytest
from pgqueuer.core.qm import QueueManager

from app.kernel import clock, db, outbox
from app.kernel.errors import QuotaExceeded, TemporaryFailure
from app.kernel.settings import Settings
from jobs import worker
from jobs.schedule import Tick
from tests.waiting import eventually

NAME = "tests.refused"
LEASE = 60
# The queue's own word: how long after the failed try the next may come.
PUT_OFF = "SELECT attempts, execute_after - updated AS pause FROM pgqueuer WHERE entrypoint = $1 AND attempts > 0"


@asynccontextmanager
async def manager_of(settings: Settings, task: Callable[[], Awaitable[object]]) -> AsyncIterator[QueueManager]:
    async with worker.queue_pool(settings.database_url.get_secret_value()) as pool:
        yield worker.build(pool, {}, [Tick(NAME, 1, task)])


@asynccontextmanager
async def working(settings: Settings, task: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """A worker that knows one task, which is enqueued once."""
    await outbox.enqueue_once(NAME, NAME)
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(partial(manager_of, settings, task), stop, LEASE))
    yield
    stop.set()
    await running


async def pause_after(settings: Settings, error: Callable[[], Exception]) -> timedelta:
    async def refused() -> None:
        raise error()

    async def is_put_off() -> bool:
        return bool(await db.fetch(PUT_OFF, NAME))

    async with working(settings, refused):
        await eventually(is_put_off, "the job is put off")
    [row] = await db.fetch(PUT_OFF, NAME)
    assert row["attempts"] == 1
    pause: timedelta = row["pause"]
    return pause


def until(given: timedelta | None) -> Callable[[], Exception]:
    return lambda: QuotaExceeded("接口调用太频繁", retry_at=clock.now() + given if given else None)


@pytest.mark.parametrize(
    ("error", "least", "most"),
    [
        (until(timedelta(minutes=12)), timedelta(minutes=11, seconds=50), timedelta(minutes=12)),
        (until(timedelta(days=3)), timedelta(minutes=59, seconds=50), timedelta(hours=1)),
        (until(timedelta(minutes=-5)), timedelta(milliseconds=400), timedelta(seconds=1)),
        (until(None), timedelta(milliseconds=400), timedelta(seconds=1)),
        (lambda: TemporaryFailure("系统繁忙"), timedelta(milliseconds=400), timedelta(seconds=1)),
    ],
    ids=["when it renews", "in an hour at most", "renewed already", "renewal unknown", "no quota"],
)
async def test_the_next_try_comes_when_the_quota_renews(
    database: None, settings: Settings, error: Callable[[], Exception], least: timedelta, most: timedelta
) -> None:
    assert least <= await pause_after(settings, error) <= most


async def test_a_job_that_waited_for_its_quota_is_done(database: None, settings: Settings) -> None:
    renews_at = clock.now() + timedelta(seconds=2)
    tries: list[datetime] = []

    async def metered() -> None:
        tries.append(clock.now())
        if clock.now() < renews_at:
            raise QuotaExceeded("接口调用太频繁", retry_at=renews_at)

    async def is_done() -> bool:
        return not await db.fetch("SELECT 1 FROM pgqueuer WHERE entrypoint = $1", NAME)

    async with working(settings, metered):
        await eventually(is_done, "the job is done")
    assert len(tries) == 2
    assert tries[1] >= renews_at
