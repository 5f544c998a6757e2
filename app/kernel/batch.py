"""Micro-batches: callers arrive one by one, one statement serves them all, each is answered after the commit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import structlog

from app.kernel.errors import TooMany
from app.kernel.metrics import BATCH_SIZE

T = TypeVar("T")
R = TypeVar("R")

log = structlog.get_logger(__name__)


class MicroBatch(Generic[T, R]):
    """Collects items and hands up to `max_items` at a time to `flush`, which returns one result per item, in order.

    Bounded: over `max_waiting` items `submit` raises TooMany at once. A failing batch is tried again item by item, so
    one bad item fails alone. `close` flushes what waits. The flusher is supervised: its death fails all who wait.
    """

    def __init__(
        self,
        name: str,
        flush: Callable[[list[T]], Awaitable[Sequence[R]]],
        *,
        max_items: int = 500,
        max_waiting: int = 10_000,
    ) -> None:
        self._name = name
        self._flush = flush
        self._max_items = max_items
        self._waiting: asyncio.Queue[tuple[T, asyncio.Future[R]]] = asyncio.Queue(max_waiting)
        self._flusher: asyncio.Task[None] | None = None

    async def submit(self, item: T) -> R:
        """The item's result, once its batch is committed. Raises what `flush` raised for it, or TooMany."""
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._run(), name=f"batch {self._name}")
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        try:
            self._waiting.put_nowait((item, answer))
        except asyncio.QueueFull:
            raise TooMany(queue=self._name) from None
        return await answer

    async def close(self) -> None:
        """Flush everything that waits, then stop."""
        if self._flusher is None:
            return
        await self._waiting.join()
        self._flusher.cancel()
        await asyncio.gather(self._flusher, return_exceptions=True)
        self._flusher = None

    async def _run(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < self._max_items and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            BATCH_SIZE.labels(self._name).observe(len(batch))
            try:
                await self._serve(batch)
            finally:
                for _, answer in batch:
                    if not answer.done():
                        answer.cancel()
                    self._waiting.task_done()

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
