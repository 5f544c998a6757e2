"""Fixtures of the whole suite: real engines, a database per test process, the sandbox, the web app, the worker."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import pytest

from app.kernel import cache, db, redis
from app.kernel import settings as kernel_settings
from app.kernel.migrate import migrate
from app.kernel.settings import Settings
from app.main import doors, queue_manager, running
from demo.engines import Redis, free_port, start_postgres
from demo.environment import own_keys, product_environment
from demo.sandbox_process import SandboxProcess
from jobs import worker

ROOT = Path(__file__).parent.parent
TABLES = """
SELECT relname FROM pg_class
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace
  AND relname NOT LIKE 'tortoise%'
"""


@dataclass(frozen=True)
class Engines:
    """Where this test process has its own database, and a Redis."""

    database_url: str
    redis_url: str


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """Embedded engines, or with TEST_ENGINES=external those of DATABASE_URL and REDIS_URL."""
    name = f"siyu_test_{os.getpid()}_{secrets.token_hex(3)}"
    own_redis: Redis | None = None
    if os.environ.get("TEST_ENGINES") == "external":
        server, redis_url = os.environ["DATABASE_URL"], _own_redis_database(os.environ["REDIS_URL"])
    else:
        own_redis = Redis()
        server, redis_url = start_postgres(ROOT / ".siyu" / "test-postgres", volatile=True).url, own_redis.url
    url = _with_database(server, name)
    asyncio.run(_on_server(server, f'CREATE DATABASE "{name}"'))
    asyncio.run(migrate(url))
    yield Engines(url, redis_url)
    asyncio.run(_on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)'))
    if own_redis:
        own_redis.stop()


def _with_database(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{tail}" if tail else "")


def _own_redis_database(url: str) -> str:
    """Each test process empties its Redis database, so each has one of the server's sixteen."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return f"{url.rsplit('/', 1)[0]}/{number}"


async def _on_server(server: str, statement: str) -> None:
    connection = await asyncpg.connect(**db.credentials(server))
    await connection.execute(statement)
    await connection.close()


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    process = SandboxProcess(tmp_path_factory.mktemp("sandbox"))
    yield process
    process.stop()


@pytest.fixture(scope="session")
def environment(
    engines: Engines, sandbox_process: SandboxProcess, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The product's environment variables: for the settings here and for product processes started by tests."""
    return product_environment(
        database_url=engines.database_url,
        redis_url=engines.redis_url,
        sandbox_url=sandbox_process.url,
        credentials=sandbox_process.credentials(),
        clock_file=sandbox_process.clock_file,
        port=free_port(),
        keys=own_keys(tmp_path_factory.mktemp("keys") / "keys.json"),
        environment="test",
    ) | {"SIYU_LOG_LEVEL": "WARNING", "SIYU_DATABASE_POOL": "8"}


@pytest.fixture(scope="session")
def settings(environment: dict[str, str]) -> Settings:
    return kernel_settings.load(environment)


@pytest.fixture(scope="session")
async def product(settings: Settings) -> AsyncIterator[None]:
    """The product's surroundings in this process: database pool, Redis, gateways, subscriptions."""
    async with running(settings):
        yield


@pytest.fixture(scope="session")
async def web_server(product: None, settings: Settings) -> AsyncIterator[None]:
    """The real web server with every door, on the settings' port, in this event loop."""
    app = doors(f"siyu{secrets.token_hex(4)}")
    server = await app.create_server(host="127.0.0.1", port=settings.port, return_asyncio_server=True)
    assert server is not None
    await server.startup()  # type: ignore[no-untyped-call]
    await server.start_serving()  # type: ignore[no-untyped-call]
    yield
    server.close()  # type: ignore[no-untyped-call]
    await server.wait_closed()  # type: ignore[no-untyped-call]


@db.atomic
async def _empty(tables: str) -> None:
    """Tried again when what an earlier test set off still reads, and the two wait for each other in a circle."""
    await db.execute(f"TRUNCATE {tables}")


@pytest.fixture
async def database(product: None) -> None:
    """An empty database, empty Redis."""
    tables = ", ".join(f'"{row["relname"]}"' for row in await db.fetch(TABLES))
    await _empty(tables)
    await redis.client().flushdb()
    cache.forget_everything()


@pytest.fixture
async def http(web_server: None, database: None, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the product's web server, over an empty database."""
    async with httpx.AsyncClient(base_url=settings.public_url, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
async def sandbox(sandbox_process: SandboxProcess, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a freshly reset sandbox, in real time, whose callbacks go to the product's web server."""
    async with httpx.AsyncClient(base_url=sandbox_process.url, trust_env=False, timeout=30) as client:
        (await client.delete("/_sandbox/faults")).raise_for_status()
        (await client.post("/_sandbox/reset")).raise_for_status()
        (await client.post("/_sandbox/clock", json={"reset": True})).raise_for_status()
        yield client


Drain = Callable[[], Awaitable[None]]


@pytest.fixture
def drain(settings: Settings, database: None) -> Drain:
    """Run all due jobs and those they cause, in this process, as the worker would."""

    async def run() -> None:
        async with queue_manager(settings) as manager:
            await worker.drain(manager)

    return run
