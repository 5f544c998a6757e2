"""A tiny HTTP server that remembers what it received and answers as told."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

LIMIT_SECONDS = 10.0


@dataclass(frozen=True)
class Received:
    """``headers`` have lower-case names."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """``answers`` holds the statuses of the next requests; afterwards everything is answered 200."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    body: Callable[[Received], bytes] = lambda request: b""
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _read(reader)
        async with self._news:
            self.received.append(request)
            self._news.notify_all()
        status = self.answers.pop(0) if self.answers else 200
        body = self.body(request)
        head = f"HTTP/1.1 {status} Told\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    async def wait_for(self, count: int) -> list[Received]:
        """The requests so far, as soon as there are ``count``."""
        async with asyncio.timeout(LIMIT_SECONDS), self._news:
            await self._news.wait_for(lambda: len(self.received) >= count)
        return self.received


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, target, headers, body)
