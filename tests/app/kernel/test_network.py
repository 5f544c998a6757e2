"""Calls out: never while a transaction is open, and a lost answer is never taken for a refusal."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.integrations.outbound import NetworkInTransaction, Outbound
from app.kernel.db import atomic
from app.kernel.errors import TemporaryFailure, UnknownOutcome
from demo.engines import free_port


class Vendor:
    """A server that answers, or takes the request and hangs up."""

    def __init__(self) -> None:
        self.requests = 0
        self.answers = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.requests += 1
        if self.answers:
            writer.write(b"HTTP/1.1 418 Teapot\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        writer.close()


@pytest.fixture
async def vendor() -> AsyncIterator[tuple[Vendor, Outbound]]:
    vendor, port = Vendor(), free_port()
    async with await asyncio.start_server(vendor.serve, "127.0.0.1", port):
        client = Outbound("test", f"http://127.0.0.1:{port}")
        yield vendor, client
        await client.close()


async def test_a_call_inside_a_transaction_is_refused_before_it_is_sent(
    vendor: tuple[Vendor, Outbound], database: None
) -> None:
    server, client = vendor

    @atomic
    async def calls() -> None:
        await client.send("GET", "/token")

    with pytest.raises(NetworkInTransaction, match="test /token"):
        await calls()
    assert server.requests == 0


async def test_any_status_is_an_answer(vendor: tuple[Vendor, Outbound]) -> None:
    assert (await vendor[1].send("GET", "/")).status_code == 418


async def test_a_lost_answer_is_an_unknown_outcome(vendor: tuple[Vendor, Outbound]) -> None:
    server, client = vendor
    server.answers = False
    with pytest.raises(UnknownOutcome):
        await client.send("POST", "/pay")
    assert server.requests == 1


async def test_a_vendor_that_is_not_there_is_a_temporary_failure() -> None:
    client = Outbound("test", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(TemporaryFailure):
        await client.send("POST", "/pay")
    await client.close()
