"""Micro-batches: callers arrive one by one, one statement serves them all, each is answered after the commit."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

import structlog

from app.kernel.errors import TooMany
from app.kernel.metrics import BATCH_SIZE

T = TypeVar("T")
R = TypeVar("R")

# Fewer cost the database more for a statement's start than they gain by not waiting (docs/decisions/0027).
ENOUGH = 8

log = structlog.get_logger(__name__)


class MicroBatch(Generic[T, R]):
    """Collects items and hands up to `max_items` at a time to `flush`, which returns one result per item, in order.

    Bounded: over `max_waiting` items `submit` raises TooMany at once. A failing batch is tried again item by item, so
    one bad item fails alone. `close` flushes what waits. With `flushers` above 1 the next batch, once `enough` wait
    for it, is prepared while the database works on the last; batches may then end in any order.
    """

    def __init__(
        self,
        name: str,
        flush: Callable[[list[T]], Awaitable[Sequence[R]]],
        *,
        max_items: int = 500,
        max_waiting: int = 10_000,
        flushers: int = 1,
        enough: int = ENOUGH,
    ) -> None:
        self._name = name
        self._flush = flush
        self._max_items = max_items
        self._max_waiting = max_waiting
        self._flushers = flushers
        self._enough = enough
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._running: set[asyncio.Task[None]] = set()

    async def submit(self, item: T) -> R:
        """The item's result, once its batch is committed. Raises what `flush` raised for it, or TooMany."""
        if len(self._waiting) >= self._max_waiting:
            raise TooMany(queue=self._name)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        self._waiting.append((item, answer))
        # Not at once: others that are ready in this turn of the loop come along.
        loop.call_soon(self._start)
        return await answer

    async def close(self) -> None:
        """Flush everything that waits."""
        while self._waiting or self._running:
            self._start()
            await asyncio.wait(self._running)

    def _start(self) -> None:
        while self._waiting and self._may_start():
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._max_items))]
            BATCH_SIZE.labels(self._name).observe(len(batch))
            task = asyncio.create_task(self._serve(batch), name=f"batch {self._name}")
            self._running.add(task)
            task.add_done_callback(partial(self._ended, batch))

    def _may_start(self) -> bool:
        running = len(self._running)
        return running == 0 or (running < self._flushers and len(self._waiting) >= self._enough)

    def _ended(self, batch: list[tuple[T, asyncio.Future[R]]], task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            # Marks a bug's exception as seen: the batch's callers learn of it by their cancelled answers.
            task.exception()
        for _, answer in batch:
            if not answer.done():
                answer.cancel()
        self._start()

    async def _serve(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._flush([item for item, _ in batch])
        except Exception as error:
            if len(batch) > 1:
                log.warning("batch_split", batch=self._name, size=len(batch), error=type(error).__name__)
                for one in batch:
                    await self._serve([one])
            elif not batch[0][1].done():
                batch[0][1].set_exception(error)
            return
        for (_, answer), result in zip(batch, results, strict=True):
            if not answer.done():
                answer.set_result(result)
