"""Clients leave at any moment. What they began is whole, and no connection is lost."""

import asyncio
import random

import httpx
import pytest

from app.kernel import db
from tests.app.http.conftest import Desk
from tests.app.kernel import rows
from tests.app.kernel.test_transactions import all_connections

REQUESTS = 1_000
AT_ONCE = 8
REQUEST = b"POST /desk/pairs HTTP/1.1\r\nHost: siyu\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(autouse=True)
async def _pairs(database: None) -> None:
    await rows.make_table()


async def test_a_thousand_requests_whose_clients_leave(client: httpx.AsyncClient, desk: Desk) -> None:
    port, moment, gate = client.base_url.port, random.Random(7), asyncio.Semaphore(AT_ONCE)

    async def ask_and_leave() -> None:
        async with gate:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(REQUEST)
            await writer.drain()
            await asyncio.sleep(moment.uniform(0, 0.006))
            writer.transport.abort()

    await asyncio.gather(*(ask_and_leave() for _ in range(REQUESTS)))
    assert (await client.get("/notes")).status_code == 200
    assert await all_connections() == db.pool().get_max_size()
    assert desk.pairs > REQUESTS // 4
    assert await db.fetch_value(rows.TORN) == 0
