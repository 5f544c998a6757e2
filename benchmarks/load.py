"""The load: many keep-alive connections over raw sockets, in a process of its own so that it costs the server nothing.

Run as `python -m benchmarks.load PLAN`; the plan is a JSON file, the answer is one JSON object on stdout.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, cast

import uvloop

from benchmarks.requests import KINDS

LENGTH = re.compile(rb"content-length: *(\d+)", re.I)
END = b"\r\n\r\n"


@dataclass
class Tally:
    """What came back. `wanted` is the status that counts; others are counted apart, with one example kept.

    With `dues` each request has its time, and is late from then on: while all connections wait for answers, too.
    """

    wanted: bytes
    until: float
    dues: Iterator[float] | None = None
    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    example: str = ""
    bytes_of_body: int = 0

    def add(self, head: bytes, body: bytes, seconds: float) -> None:
        if head[9:12] == self.wanted:
            self.seconds.append(seconds)
            self.bytes_of_body = len(body)
        else:
            self.refused += 1
            self.example = (head[:15] + body[:300]).decode(errors="replace")


class Connection(asyncio.Protocol):
    """Sends the next request when the last one is answered, until time is over or there is none left."""

    def __init__(self, requests: Iterator[bytes], tally: Tally, ended: Callable[[], None]) -> None:
        self._requests = requests
        self._tally = tally
        self._ended = ended
        self._buffer = b""
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        if self._tally.dues is None:
            self._transport.write(request)
            return
        wait = next(self._tally.dues) - self._began
        self._began += wait
        asyncio.get_running_loop().call_later(max(wait, 0), self._transport.write, request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, body = self._buffer.partition(END)
        length = LENGTH.search(head) if end else None
        if length is None or len(body) < int(length[1]):
            return
        self._buffer = b""
        now = time.perf_counter()
        self._tally.add(head, body, now - self._began)
        if now < self._tally.until:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, _: Exception | None) -> None:
        self._ended()


async def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Keep `connections` busy for `seconds`, or send so many `a_second`; what is under way at the end is counted."""
    loop, requests = asyncio.get_running_loop(), KINDS[plan["kind"]](**plan["arguments"])
    finished, left = loop.create_future(), plan["connections"]
    began, cpu = time.perf_counter(), time.process_time()
    tally = Tally(str(plan["status"]).encode(), began + plan["seconds"])
    if plan["a_second"]:
        tally.dues = (began + number / plan["a_second"] for number in count())

    def ended() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            finished.set_result(None)

    for _ in range(plan["connections"]):
        await loop.create_connection(lambda: Connection(requests, tally, ended), "127.0.0.1", plan["port"])
    await finished
    return _report(tally, time.perf_counter() - began, time.process_time() - cpu)


def _report(tally: Tally, elapsed: float, cpu: float) -> dict[str, Any]:
    seconds = sorted(tally.seconds) or [0.0]
    return {
        "count": len(tally.seconds),
        "rate": round(len(tally.seconds) / elapsed, 1),
        "p50_ms": round(seconds[len(seconds) // 2] * 1000, 2),
        "p99_ms": round(seconds[int(len(seconds) * 0.99)] * 1000, 2),
        "cpu": round(cpu / elapsed, 2),
        "refused": tally.refused,
        "example": tally.example,
        "bytes": tally.bytes_of_body,
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(run(json.loads(Path(sys.argv[1]).read_text())))))  # noqa: T201
