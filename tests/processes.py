"""A product of real processes that a test may kill, over the test's own database and sandbox."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import pytest

from app.kernel.db import credentials
from app.kernel.settings import Settings
from demo import brand
from demo.engines import free_port, wait_for_port
from demo.processes import Processes
from demo.sandbox_process import SandboxProcess
from demo.stack import Running
from story.stage import Stage, open_stage, until

PASSWORD = "a-demo-password"
LEASE_SECONDS = "2"
WAITING_FOR_LOCKS = """
SELECT count(*) AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


class Product:
    """Web, worker and clock as processes; `kill` is kill -9, `revive` starts it again."""

    def __init__(self, processes: Processes, port: int) -> None:
        self._processes = processes
        self._port = port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start what does not run."""
        for name in ("serve", "worker", "clock"):
            if name not in self._processes.running:
                self.revive(name)

    def rest(self) -> None:
        """End what would do the jobs of the next test, which has this database and does its jobs itself."""
        for name in ("worker", "clock"):
            if name in self._processes.running:
                self.kill(name)

    def kill(self, name: str) -> None:
        self._processes.kill(name)

    def dead(self) -> list[str]:
        """What ended by itself."""
        return self._processes.dead()

    def revive(self, name: str) -> None:
        self._processes.start(name, name)
        if name == "serve":
            wait_for_port(self._port)


@pytest.fixture(scope="session")
def processes(
    environment: dict[str, str], settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """The product's processes; the web server is kept from test to test, since starting takes longest."""
    own = {**environment, "SIYU_PORT": str(free_port()), "SIYU_JOB_LEASE_SECONDS": LEASE_SECONDS}
    own["SIYU_PUBLIC_URL"] = f"http://127.0.0.1:{own['SIYU_PORT']}"
    started = Processes(own, tmp_path_factory.mktemp("logs"))
    yield Product(started, int(own["SIYU_PORT"]))
    started.stop()


@pytest.fixture
async def stage(
    database: None,
    sandbox: httpx.AsyncClient,
    sandbox_process: SandboxProcess,
    processes: Product,
    environment: dict[str, str],
) -> AsyncIterator[tuple[Stage, Product]]:
    """A seeded brand with the product's processes running, and a story's stage to act on it."""
    await brand.furnish(sandbox_process.url, PASSWORD)
    processes.start()
    await sandbox.post("/_sandbox/wecom/callback_url", json={"url": f"{processes.url}/callbacks/wecom"})
    database_url, redis_url = environment["DATABASE_URL"], environment["REDIS_URL"]
    running = Running(processes.url, sandbox_process.url, database_url, redis_url, brand.ADMIN, PASSWORD)
    try:
        async with open_stage(running) as opened:
            yield opened, processes
    finally:
        processes.rest()
        await sandbox.delete("/_sandbox/faults")


@asynccontextmanager
async def locked(environment: dict[str, str], statement: str, *values: object) -> AsyncIterator[None]:
    """Hold row locks in another session, so that whoever needs the rows waits at exactly that point."""
    connection = await asyncpg.connect(**credentials(environment["DATABASE_URL"]))
    try:
        async with connection.transaction():
            await connection.fetch(statement, *values)
            yield
    finally:
        await connection.close()


async def someone_waits_for_a_lock(stage: Stage) -> None:
    """Return once a session of the product is blocked by the test's lock."""

    async def waiting() -> bool:
        return bool((await stage.row(WAITING_FOR_LOCKS))["waiting"])

    await until(waiting, "the product waits for the lock")


async def hanging_call(stage: Stage, path: str) -> None:
    """Return once a vendor call is held by an injected fault."""

    async def held() -> bool:
        faults = await stage.control("GET", "/faults")
        return any(fault["hanging"] for fault in faults if fault["path"] == path)

    await until(held, f"a call of {path} hangs")
