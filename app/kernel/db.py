"""The database: one Tortoise app over one asyncpg pool, cancel-safe transactions, raw SQL for hot paths."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
import structlog
from tortoise import Tortoise
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.transactions import in_transaction as tortoise_transaction

P = ParamSpec("P")
R = TypeVar("R")

MODEL_MODULES = [
    "app.staff.models",
    "app.members.models",
    "app.stores.models",
    "app.catalog.models",
    "app.ledger.models",
    "app.wallet.models",
    "app.promotions.models",
    "app.promotions.coupons.models",
    "app.delivery.models",
    "app.inventory.models",
    "app.payments.models",
    "app.radar.models",
    "app.acquisition.models",
    "app.tags.models",
    "app.guides.models",
    "app.content.models",
    "app.robots.models",
    "app.handover.models",
    "app.orders.models",
    "app.fulfilment.models",
    "app.aftersale.models",
    "app.notices.models",
    "app.reviews.models",
    "app.invoices.models",
    "app.referral.models",
    "app.campaigns.models",
    "app.tasks.models",
    "app.sync.models",
    "wecom.inbox.models",
    "wecom.bot.models",
    "backoffice_api.models",
]
IDLE_IN_TRANSACTION_MS = 10_000
STATEMENT_MS = 30_000
ATTEMPTS_ON_DEADLOCK = 4

log = structlog.get_logger(__name__)
_transaction: ContextVar[asyncpg.Connection | None] = ContextVar("transaction", default=None)
# Tortoise's pool while we are connected: asking Tortoise for it each time takes half as long as a statement.
_opened: asyncpg.Pool | None = None
_running: set[asyncio.Task[Any]] = set()


def credentials(database_url: str) -> dict[str, Any]:
    """A database URL as asyncpg's arguments. A socket folder may be given as `?host=/folder`."""
    url = urlsplit(database_url)
    host = parse_qs(url.query).get("host", [url.hostname or "localhost"])[0]
    return {
        "host": host,
        "port": url.port or 5432,
        "user": unquote(url.username or "postgres"),
        "password": unquote(url.password) if url.password else None,
        "database": url.path.lstrip("/") or "postgres",
    }


def tortoise_config(database_url: str, pool: int = 8) -> dict[str, Any]:
    """The whole Tortoise configuration: one app named `db`, one linear history in `app/migrations`."""
    timeouts = {
        "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MS),
        "statement_timeout": str(STATEMENT_MS),
        "application_name": "siyu",
        # JIT never pays for short statements, and planning set statements anew each time costs more than running them.
        "jit": "off",
        # Rows are in memory or on an SSD: a page at random costs hardly more than the next one.
        "random_page_cost": "1.1",
        "plan_cache_mode": "force_generic_plan",
    }
    arguments = {"minsize": 1, "maxsize": pool, "server_settings": timeouts}
    return {
        "connections": {"default": {"engine": "app.kernel.pool", "credentials": credentials(database_url) | arguments}},
        "apps": {
            "db": {"models": MODEL_MODULES, "default_connection": "default", "migrations": "app.migrations"},
        },
        "use_tz": True,
        "timezone": "UTC",
    }


async def connect(database_url: str, pool_size: int = 8) -> None:
    """Open the pool. Raises the driver's error when the database does not answer."""
    global _opened
    _opened = None
    await Tortoise.init(config=tortoise_config(database_url, pool_size), _enable_global_fallback=True)
    await fetch("SELECT 1")
    _opened = pool()


async def close() -> None:
    """Let running transactions end, then close the pool."""
    global _opened
    if _running:
        await asyncio.wait(_running, timeout=STATEMENT_MS / 1000)
    _opened = None
    await Tortoise.close_connections()


def in_transaction() -> bool:
    """Whether this task has a transaction open: what forbids a network call."""
    return _transaction.get() is not None


def atomic(verb: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Run a verb in one transaction; inside another `atomic` it joins that one.

    The transaction runs in a shielded task: when the caller is cancelled (Sanic does so when a client leaves) it
    still commits or rolls back and gives its connection back. A deadlock or serialization failure is tried again a
    few times, so a verb has no effect outside the database.
    """

    @wraps(verb)
    async def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if in_transaction():
            return await verb(*args, **kwargs)
        task = asyncio.create_task(_attempt(verb, *args, **kwargs))
        _running.add(task)
        task.add_done_callback(_ended)
        return await asyncio.shield(task)

    return run


async def _attempt(verb: Callable[P, Awaitable[R]], *args: P.args, **kwargs: P.kwargs) -> R:
    for _ in range(ATTEMPTS_ON_DEADLOCK - 1):
        try:
            return await _transact(verb, *args, **kwargs)
        except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
            log.info("transaction_retried", verb=getattr(verb, "__qualname__", "?"))
    return await _transact(verb, *args, **kwargs)


async def _transact(verb: Callable[P, Awaitable[R]], *args: P.args, **kwargs: P.kwargs) -> R:
    async with tortoise_transaction("default") as client:
        token = _transaction.set(client._connection)
        try:
            return await verb(*args, **kwargs)
        finally:
            _transaction.reset(token)


def _ended(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled():
        # Marks the exception as seen: when the caller has left, nobody else awaits this task.
        task.exception()


@asynccontextmanager
async def connection() -> AsyncIterator[asyncpg.Connection]:
    """The open transaction's connection, else one from the pool for a moment."""
    current = _transaction.get()
    if current is not None:
        yield current
        return
    async with pool().acquire() as borrowed:
        yield borrowed


def pool() -> asyncpg.Pool:
    client = Tortoise.get_connection("default")
    assert isinstance(client, AsyncpgDBClient)
    if client._pool is None:
        raise RuntimeError("the database is not connected")
    return client._pool


def unnest(columns: Mapping[str, str], name: str, *, after: int = 0) -> str:
    """Rows that come as one array per column, as a FROM item: parameters `after` + 1 and on, each text[] for jsonb.

    Names and types are the code's own, never input.
    """
    arrays = ", ".join(f"${i}::{_array_of(kind)}" for i, kind in enumerate(columns.values(), after + 1))
    cast = ", ".join(f"{each}::jsonb AS {each}" if kind == "jsonb" else each for each, kind in columns.items())
    return f"(SELECT {cast} FROM unnest({arrays}) AS each ({', '.join(columns)})) AS {name}"


def _array_of(kind: str) -> str:
    return "text[]" if kind == "jsonb" else f"{kind}[]"


def columns_of(names: Iterable[str], rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """The rows as one list per name: what `unnest` takes."""
    return [[row[name] for row in rows] for name in names]


async def fetch(sql: str, *values: Any) -> list[asyncpg.Record]:
    """All rows of a named SQL constant, in the open transaction if there is one."""
    current = _transaction.get()
    rows: list[asyncpg.Record] = await (current or _opened or await _connected()).fetch(sql, *values)
    return rows


async def fetch_one(sql: str, *values: Any) -> asyncpg.Record | None:
    current = _transaction.get()
    return await (current or _opened or await _connected()).fetchrow(sql, *values)


async def fetch_value(sql: str, *values: Any) -> Any:
    current = _transaction.get()
    return await (current or _opened or await _connected()).fetchval(sql, *values)


async def execute(sql: str, *values: Any) -> int:
    """Run one statement and return how many rows it touched."""
    current = _transaction.get()
    status: str = await (current or _opened or await _connected()).execute(sql, *values)
    count = status.rsplit(" ", 1)[-1]
    return int(count) if count.isdigit() else 0


async def _connected() -> asyncpg.Pool:
    client = Tortoise.get_connection("default")
    assert isinstance(client, AsyncpgDBClient)
    if client._pool is None:
        # Tortoise opens its pool at the first ORM query; this is its own guarded way to do so.
        async with client.acquire_connection():
            pass
    return pool()
