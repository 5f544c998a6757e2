"""The worker process: takes jobs from the queue in batches and runs each reaction or task, with bounded retries."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import msgspec
import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.core.executors import EntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError, RetryRequested
from pgqueuer.domain.models import Context, Job
from pgqueuer.domain.types import QueueExecutionMode
from pgqueuer.queries import Queries

from app.kernel import clock, db
from app.kernel.errors import QuotaExceeded, is_final
from app.kernel.metrics import JOBS
from app.kernel.outbox import Reaction, Subscriptions, job_name
from jobs.schedule import Tick

BATCH = 20
AT_ONCE = 60
POLL = timedelta(seconds=1)
MOST_ATTEMPTS = 10
FIRST_DELAY = timedelta(milliseconds=500)
LONGEST_DELAY = timedelta(minutes=10)
# A platform that names a far moment may have taken back its word by then; some look again sooner.
LONGEST_QUOTA_DELAY = timedelta(hours=1)
QUEUE_SECONDS = 10.0
REOPEN_SECONDS = 1.0
LOST_QUEUE = (FailingListenerError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)

OpenManager = Callable[[], AbstractAsyncContextManager[QueueManager]]

log = structlog.get_logger(__name__)


@dataclass
class BoundedRetry(EntrypointExecutor):
    """Retries what may pass by itself; what cannot is parked at once, to be seen and requeued by a person."""

    async def execute(self, job: Job, context: Context) -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(job=job.entrypoint, job_id=job.id)
        try:
            await super().execute(job, context)
        except Exception as error:
            JOBS.labels(job.entrypoint, "failed").inc()
            log.warning("job_failed", attempt=job.attempts, error=repr(error))
            if is_final(error) or job.attempts >= MOST_ATTEMPTS:
                raise
            raise RetryRequested(delay=pause_after(error, job.attempts), reason=repr(error)) from error
        JOBS.labels(job.entrypoint, "done").inc()


def pause_after(error: Exception, attempts: int) -> timedelta:
    """How long until the next try: growing, or until a used-up quota renews where that is known, one hour at most."""
    if isinstance(error, QuotaExceeded) and error.retry_at:
        return min(max(error.retry_at - clock.now(), FIRST_DELAY), LONGEST_QUOTA_DELAY)
    growing: timedelta = FIRST_DELAY * 2**attempts
    return min(growing, LONGEST_DELAY)


def build(pool: asyncpg.Pool, subscriptions: Subscriptions, ticks: Sequence[Tick]) -> QueueManager:
    """A queue manager that knows every reaction and every task."""
    manager = QueueManager(Queries(AsyncpgPoolDriver(pool)))
    for event, reactions in subscriptions.items():
        for reaction in reactions:
            _register(manager, job_name(event, reaction), _decoding(event, reaction))
    for tick in ticks:
        _register(manager, tick.name, _running(tick))
    return manager


def _register(manager: QueueManager, name: str, run: Callable[[Job], Awaitable[None]]) -> None:
    parameters = EntrypointExecutorParameters(func=run, concurrency_limit=0, accepts_context=False, on_failure="hold")
    manager.register_executor(name, BoundedRetry(parameters))


def _decoding(event: type, reaction: Reaction) -> Callable[[Job], Awaitable[None]]:
    async def run(job: Job) -> None:
        await reaction(msgspec.json.decode(job.payload or b"null", type=event))

    return run


def _running(tick: Tick) -> Callable[[Job], Awaitable[None]]:
    async def run(_: Job) -> None:
        await tick.task()

    return run


@asynccontextmanager
async def queue_pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    """The queue's own small pool: one connection listens, the rest take and finish jobs."""
    sizes = {"min_size": 2, "max_size": 5, "command_timeout": QUEUE_SECONDS}
    pool = await asyncpg.create_pool(**(db.credentials(database_url) | sizes))
    try:
        yield pool
    finally:
        try:
            await asyncio.wait_for(pool.close(), QUEUE_SECONDS)
        except TimeoutError:
            pool.terminate()


async def run(open_manager: OpenManager, stop: asyncio.Event, lease_seconds: int) -> None:
    """Work until `stop`. A job of a worker that died is taken over after `lease_seconds`.

    When the queue is lost (a cut connection, a database that restarts) it is opened again until it is back.
    """
    while not stop.is_set():
        try:
            async with open_manager() as manager:
                await _serve(manager, stop, lease_seconds)
        except LOST_QUEUE as error:
            log.error("queue_lost", error=repr(error), next_try_seconds=REOPEN_SECONDS)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), REOPEN_SECONDS)


async def _serve(manager: QueueManager, stop: asyncio.Event, lease_seconds: int) -> None:
    stopping = asyncio.create_task(stop.wait())
    stopping.add_done_callback(lambda _: manager.shutdown.set())
    try:
        await manager.run(
            dequeue_timeout=POLL,
            batch_size=BATCH,
            max_concurrent_tasks=AT_ONCE,
            heartbeat_timeout=timedelta(seconds=lease_seconds),
            shutdown_on_listener_failure=True,
        )
    finally:
        stopping.cancel()
        with suppress(asyncio.CancelledError):
            await stopping


async def drain(manager: QueueManager) -> None:
    """Run until the queue is empty: what is due, what that causes, and what is put off to a retry."""
    await manager.run(dequeue_timeout=timedelta(milliseconds=50), batch_size=BATCH, mode=QueueExecutionMode.drain)
