"""Connections are free again at once, and none comes back with what somebody left in it."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.kernel import db
from app.kernel.pool import LeanConnection, open_pool
from tests.conftest import Engines

WHO = "SELECT pg_backend_pid()"
WORN = 3


@pytest.fixture
async def pool(engines: Engines) -> AsyncIterator[asyncpg.Pool]:
    """One connection, closed after three statements."""
    options = {"min_size": 1, "max_size": 1, "max_queries": WORN, "connection_class": LeanConnection, "loop": None}
    pool = await open_pool(**db.credentials(engines.database_url), **options)
    yield pool
    await asyncio.wait_for(pool.close(), 5)


async def test_the_product_uses_it(database: None) -> None:
    assert type(db.pool()).__name__ == "LeanPool"
    async with db.pool().acquire() as connection:
        assert isinstance(connection._con, LeanConnection)


async def test_a_connection_at_rest_is_free_without_a_pause(pool: asyncpg.Pool) -> None:
    connection = await pool.acquire()
    giving_back = pool.release(connection)
    with pytest.raises(StopIteration):
        giving_back.send(None)
    assert pool.get_idle_size() == 1
    with pytest.raises(asyncpg.InterfaceError):
        await connection.fetchval(WHO)
    await pool.release(connection)
    assert pool.get_idle_size() == 1


async def test_a_forgotten_transaction_is_rolled_back(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await connection.execute("BEGIN; CREATE TABLE left_behind (id int)")
    assert await pool.fetchval("SELECT to_regclass('left_behind')") is None


async def test_a_worn_connection_is_exchanged(pool: asyncpg.Pool) -> None:
    one, *others = [await pool.fetchval(WHO) for _ in range(WORN + 1)]
    assert others[0] == one
    assert others[-1] != one


async def test_a_connection_that_the_server_closed_is_exchanged(pool: asyncpg.Pool) -> None:
    with pytest.raises((asyncpg.AdminShutdownError, asyncpg.ConnectionDoesNotExistError)):
        await pool.fetchval("SELECT pg_terminate_backend(pg_backend_pid())")
    assert await pool.fetchval("SELECT 1") == 1


async def test_one_whose_caller_left_serves_the_next(pool: asyncpg.Pool) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await pool.fetchval("SELECT pg_sleep(60)")
    assert await asyncio.wait_for(pool.fetchval("SELECT 2"), 5) == 2


async def test_closing_waits_for_who_still_asks(engines: Engines) -> None:
    options = {"min_size": 1, "max_size": 1, "connection_class": LeanConnection, "loop": None}
    pool = await open_pool(**db.credentials(engines.database_url), **options)
    connection = await pool.acquire()
    closing = asyncio.create_task(pool.close())
    assert await connection.fetchval("SELECT 3") == 3
    assert not closing.done()
    await pool.release(connection)
    await asyncio.wait_for(closing, 5)
