"""A real sandbox process for each test worker, emptied before every test."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.sandbox.enterprise import Enterprise
from tests.sandbox.merchant import Merchant
from tests.sandbox.receiver import Receiver

ROOT = Path(__file__).parents[2]
START_SECONDS = 30


@dataclass(frozen=True)
class RunningSandbox:
    """``url`` has no trailing slash."""

    url: str
    state_dir: Path
    clock_file: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    state_dir = tmp_path_factory.mktemp("sandbox")
    port, clock_file = free_port(), state_dir / "clock.json"
    arguments = ["--port", str(port), "--state-dir", str(state_dir), "--clock-file", str(clock_file)]
    with (state_dir / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "sandbox", *arguments], cwd=ROOT, stdout=log, stderr=log)
    running = RunningSandbox(f"http://127.0.0.1:{port}", state_dir, clock_file)
    try:
        _wait_until_up(running, process)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


@pytest.fixture
async def client(sandbox: RunningSandbox) -> AsyncIterator[httpx.AsyncClient]:
    """Talks to a sandbox that remembers nothing but its credentials."""
    async with httpx.AsyncClient(base_url=sandbox.url, timeout=20, trust_env=False, verify=False) as http:
        (await http.post("/_sandbox/reset")).raise_for_status()
        yield http


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """The product's side of notifications and callbacks."""
    listening = Receiver()
    server = await asyncio.start_server(listening.serve, "127.0.0.1", 0)
    listening.port = server.sockets[0].getsockname()[1]
    async with server:
        yield listening


@pytest.fixture
async def merchant(client: httpx.AsyncClient) -> Merchant:
    return Merchant(client, (await client.get("/_sandbox/credentials")).json())


@pytest.fixture
async def enterprise(client: httpx.AsyncClient) -> Enterprise:
    return Enterprise(client, (await client.get("/_sandbox/credentials")).json())


def _wait_until_up(running: RunningSandbox, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{running.url}/_sandbox/health", trust_env=False, verify=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError((running.state_dir / "log").read_text())
