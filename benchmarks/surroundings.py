"""What a bench runs on: real engines in a throw-away folder, servers on one core, engines and load on another."""

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric import rsa

from app.kernel import db
from app.kernel import settings as kernel_settings
from app.kernel.migrate import migrate
from app.kernel.settings import Settings
from benchmarks.measure import Round
from demo.engines import Postgres, Redis, free_port, start_postgres, throw_away_folder, wait_for_port
from demo.environment import own_keys, product_environment
from demo.processes import environment_without_settings
from demo.sandbox_process import SandboxProcess

DATABASE = "siyu_bench"
# Platforms that are never called.
NOBODY = "http://127.0.0.1:9"
CONNECTIONS = 16
STOP_SECONDS = 10


class BenchFailed(Exception):
    """What was measured is not what should have been; a rate would mean nothing."""


class Load:
    """What a round of load brought."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.count: int = answer["count"]
        self.bytes: int = answer["bytes"]
        self.round = Round(answer["rate"], answer["p50_ms"], answer["p99_ms"], answer["cpu"])


class Surroundings:
    """One bench's engines, settings and processes."""

    def __init__(self, folder: Path, postgres: Postgres, redis: Redis) -> None:
        self.folder = folder
        self.postgres = postgres
        self._redis = redis
        self.environment = _environment(folder, postgres, redis, NOBODY, _credentials())
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def settings(self) -> Settings:
        return kernel_settings.load(self.environment)

    @property
    def database_url(self) -> str:
        return self.postgres.url_of(DATABASE)

    def serve_product(self) -> int:
        return self._serve("product", int(self.environment["SIYU_PORT"]))

    def serve_orm(self) -> int:
        return self._serve("orm", free_port())

    def serve_bare(self, answer: bytes) -> int:
        file = self.folder / "answer"
        file.write_bytes(answer)
        return self._serve("bare", free_port(), str(file))

    def gather_statistics(self) -> None:
        """What autovacuum does within a minute: plans made while tables were empty are made anew."""
        asyncio.run(_run(self.database_url, "ANALYZE"))

    def work(self) -> None:
        """Start the worker as `siyu worker` runs it, on the servers' core."""
        self._start("worker", "app.cli", "worker")

    def keep_time(self) -> None:
        """Start the clock as `siyu clock` runs it, on the servers' core."""
        self._start("clock", "app.cli", "clock")

    def open_platforms(self) -> str:
        """Start the sandbox beside the engines; the product's settings are for it from now on. Its address."""
        sandbox = SandboxProcess(self.folder / "sandbox")
        self.processes.append(sandbox.process)
        self.environment = _environment(self.folder, self.postgres, self._redis, sandbox.url, sandbox.credentials())
        return sandbox.url

    def _serve(self, kind: str, port: int, *more: str) -> int:
        self._start(kind, "benchmarks.server", kind, str(port), *more)
        wait_for_port(port)
        return port

    def _start(self, name: str, module: str, *arguments: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        command = [sys.executable, "-m", module, *arguments]
        environment = environment_without_settings() | self.environment
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        pin(process.pid, server=True)
        self.processes.append(process)

    def load(
        self, port: int, seconds: float, kind: str, *, status: int = 200, a_second: int = 0, **arguments: Any
    ) -> Load:
        """Send load, as much as is answered or so many `a_second`, and wait for its end.

        Raises BenchFailed when any answer had another status.
        """
        plan = {"port": port, "seconds": seconds, "kind": kind, "status": status, "a_second": a_second}
        file = self.folder / "plan.json"
        file.write_text(json.dumps(plan | {"connections": CONNECTIONS, "arguments": arguments}))
        done = subprocess.run([sys.executable, "-m", "benchmarks.load", str(file)], stdout=subprocess.PIPE, check=True)
        answer: dict[str, Any] = json.loads(done.stdout)
        if answer["refused"] or not answer["count"]:
            raise BenchFailed(f"{answer['refused']} of {answer['count']} answers: {answer['example']}")
        return Load(answer)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(STOP_SECONDS)


@contextmanager
def surroundings() -> Iterator[Surroundings]:
    """Engines with an empty, migrated database. Ends them all, and removes the folder when this process ends."""
    folder = throw_away_folder("siyu-bench-")
    # An ordinary end, so that engines stop also when the bench is told to.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    pin(0, server=False)
    postgres, redis = start_postgres(folder / "postgres"), Redis()
    asyncio.run(postgres.create(DATABASE))
    here = Surroundings(folder, postgres, redis)
    asyncio.run(migrate(here.database_url))
    try:
        yield here
    finally:
        here.stop()
        redis.stop()


async def _run(url: str, sql: str) -> None:
    connection = await asyncpg.connect(**db.credentials(url))
    await connection.execute(sql)
    await connection.close()


def pin(pid: int, *, server: bool) -> None:
    """Servers on the first core, all else on the second, where there are two; child processes inherit it."""
    if not hasattr(os, "sched_setaffinity"):
        return
    cores = sorted(CORES)
    if len(cores) > 1:
        os.sched_setaffinity(pid, {cores[0] if server else cores[1]})


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """What a process has used of the CPU since its start; 0 where the system does not tell it in /proc."""
    stat = Path(f"/proc/{process.pid}/stat")
    fields = stat.read_text().rpartition(")")[2].split() if stat.exists() else ["0"] * 13
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


CORES = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))


def _environment(
    folder: Path, postgres: Postgres, redis: Redis, platforms: str, credentials: Mapping[str, Any]
) -> dict[str, str]:
    """The product as in production, with these platforms."""
    environment = product_environment(
        database_url=postgres.url_of(DATABASE),
        redis_url=redis.url,
        sandbox_url=platforms,
        credentials=credentials,
        clock_file=folder / "clock.json",
        port=free_port(),
        keys=own_keys(folder / "keys.json"),
        environment="production",
    )
    del environment["SIYU_CLOCK_FILE"]
    # A few hundred members order without end and pay nothing.
    return environment | {"SIYU_LOG_LEVEL": "WARNING", "SIYU_MOST_UNPAID_ORDERS": "1000000"}


def _credentials() -> dict[str, Any]:
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, pem.NoEncryption()).decode()
    public = key.public_key().public_bytes(pem.Encoding.PEM, pem.PublicFormat.SubjectPublicKeyInfo).decode()
    texts = ["wecom_corpid", "wecom_agent_secret", "wecom_contact_secret", "wecom_callback_token"]
    texts += ["miniprogram_appid", "miniprogram_secret", "mchid", "merchant_serial", "wechatpay_public_key_id"]
    texts += ["kuaidi100_customer", "kuaidi100_key", "miniprogram_push_token"]
    return {name: secrets.token_hex(12) for name in texts} | {
        "wecom_agent_id": 1,
        "wecom_callback_aes_key": secrets.token_hex(22)[:43],
        "miniprogram_push_aes_key": secrets.token_hex(22)[:43],
        "apiv3_key": secrets.token_hex(16),
        "merchant_private_key_pem": private,
        "wechatpay_public_key_pem": public,
    }
