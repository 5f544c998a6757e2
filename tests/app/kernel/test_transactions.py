"""Transactions: whole or not at all, joined when nested, and never a lost connection."""

import asyncio
import random
from urllib.parse import quote

import asyncpg
import pytest

from app.kernel import db
from app.kernel.db import atomic
from tests.app.kernel import rows

CANCELLED = 1_000
AT_ONCE = 4
# Steps of the event loop after which a caller leaves: from before BEGIN to after COMMIT.
MOST_STEPS = 30
TRANSACTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"

pytestmark = pytest.mark.usefixtures("pairs")


@pytest.fixture
async def pairs(database: None) -> None:
    await rows.make_table()


async def all_connections() -> int:
    """Borrow every connection of the pool at once. A lost one comes only when the server ends its transaction."""
    pool = db.pool()
    async with asyncio.timeout(db.IDLE_IN_TRANSACTION_MS / 2000):
        borrowed = [await pool.acquire() for _ in range(pool.get_max_size())]
    for connection in borrowed:
        await pool.release(connection)
    return len(borrowed)


async def test_a_thousand_cancelled_verbs_lose_no_connection_and_tear_no_pair() -> None:
    moment, gate = random.Random(7), asyncio.Semaphore(AT_ONCE)

    async def start_and_leave(pair: int) -> bool:
        async with gate:
            verb = asyncio.ensure_future(rows.add_pair(pair))
            for _ in range(moment.randrange(MOST_STEPS)):
                await asyncio.sleep(0)
            return verb.cancel()

    left = await asyncio.gather(*(start_and_leave(pair) for pair in range(CANCELLED * 2)))
    assert sum(left) >= CANCELLED
    assert await all_connections() == db.pool().get_max_size()
    assert await db.fetch_value(rows.TORN) == 0
    assert await db.fetch_value(TRANSACTIONS) == 0


async def test_a_failing_verb_leaves_nothing() -> None:
    @atomic
    async def fails() -> None:
        await rows.add(1, "left")
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        await fails()
    assert await rows.count() == 0


async def test_a_verb_inside_a_verb_joins_its_transaction() -> None:
    @atomic
    async def outer() -> None:
        await rows.add_pair(1)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        await outer()
    assert await rows.count() == 0


async def test_the_orm_and_raw_sql_see_one_transaction() -> None:
    @atomic
    async def numbers() -> set[int]:
        current = "SELECT txid_current()"
        async with db.connection() as connection:
            return {await db.fetch_value(current), await connection.fetchval(current)}

    assert len(await numbers()) == 1


async def test_two_verbs_run_in_transactions_of_their_own() -> None:
    @atomic
    async def fails_after_the_other() -> None:
        await rows.add(2, "left")
        await asyncio.shield(other)
        raise ValueError

    other = asyncio.ensure_future(rows.add_pair(1))
    with pytest.raises(ValueError):  # noqa: PT011
        await fails_after_the_other()
    assert await rows.count() == 2


async def test_a_deadlock_is_tried_again_and_both_verbs_end() -> None:
    await rows.add_pair(1)
    met = asyncio.Barrier(2)
    first_tries = 2

    @atomic
    async def touch(*order: str) -> None:
        nonlocal first_tries
        await db.execute("UPDATE kernel_pairs SET pair = pair + 1 WHERE side = $1", order[0])
        if first_tries:
            first_tries -= 1
            await met.wait()
        await db.execute("UPDATE kernel_pairs SET pair = pair + 1 WHERE side = $1", order[1])

    async with asyncio.timeout(10):
        await asyncio.gather(touch("left", "right"), touch("right", "left"))
    assert {row["pair"] for row in await db.fetch("SELECT pair FROM kernel_pairs")} == {3}


async def test_a_constraint_error_is_not_tried_again() -> None:
    tries = 0

    @atomic
    async def null() -> None:
        nonlocal tries
        tries += 1
        await db.execute("INSERT INTO kernel_pairs (pair) VALUES (1)")

    with pytest.raises(asyncpg.NotNullViolationError):
        await null()
    assert tries == 1


async def test_execute_tells_how_many_rows_it_touched() -> None:
    await rows.add_pair(1)
    assert await db.execute("DELETE FROM kernel_pairs WHERE side = 'left'") == 1
    assert await db.execute("DELETE FROM kernel_pairs WHERE side = 'left'") == 0


@pytest.mark.parametrize(
    ("url", "host", "port", "password"),
    [
        ("postgresql://siyu@localhost/siyu?host=/tmp/folder", "/tmp/folder", 5432, None),
        (f"postgresql://siyu:{quote('p@ss')}@db:6000/siyu", "db", 6000, "p@ss"),
    ],
)
def test_a_database_url_is_understood(url: str, host: str, port: int, password: str | None) -> None:
    found = db.credentials(url)
    assert found == {"host": host, "port": port, "user": "siyu", "password": password, "database": "siyu"}
