"""The whole product on one machine: engines, sandbox, migrated and seeded database, web, worker and clock."""

import asyncio
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import httpx

from app.kernel import settings as kernel_settings
from app.kernel.migrate import migrate
from demo import brand
from demo.engines import Redis, free_port, start_postgres, wait_for_port
from demo.environment import keep_environment, own_keys, product_environment
from demo.processes import Processes
from demo.sandbox_process import SandboxProcess

WEB_PORT = 8000
SANDBOX_PORT = 8100
DATABASE = "siyu"
READY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Running:
    """How to reach a running demo: what `siyu story` and a person need."""

    web_url: str
    sandbox_url: str
    database_url: str
    redis_url: str
    admin_login: str
    admin_password: str

    @classmethod
    def read(cls, file: Path) -> Self | None:
        """The demo described by a file, if it answers."""
        if not file.exists():
            return None
        found = cls(**json.loads(file.read_text()))
        alive = answers(f"{found.web_url}/healthz") and answers(f"{found.sandbox_url}/_sandbox/health")
        return found if alive else None


def answers(url: str) -> bool:
    """Whether a GET succeeds within two seconds."""
    try:
        return httpx.get(url, trust_env=False, timeout=2).is_success
    except httpx.HTTPError:
        return False


class ProcessEnded(Exception):
    """A process of the demo did not start; the text holds its last log lines."""


class Stack:
    """A demo under one folder. `start` returns when it serves; `stop` leaves the data for the next start."""

    def __init__(self, home: Path, *, throw_away: bool = False) -> None:
        self.home = home.resolve()
        self.file = self.home / "running.json"
        self._throw_away = throw_away
        self._redis: Redis | None = None
        self.sandbox: SandboxProcess | None = None
        self.processes: Processes | None = None
        self.environment: dict[str, str] = {}

    def start(self) -> Running:
        database_url, redis_url = self._engines()
        self.sandbox = SandboxProcess(self.home / "sandbox", _prefer(SANDBOX_PORT, self._throw_away))
        port = _prefer(WEB_PORT, self._throw_away)
        keys = own_keys(self.home / "keys.json")
        self.environment = product_environment(
            database_url=database_url,
            redis_url=redis_url,
            sandbox_url=self.sandbox.url,
            credentials=self.sandbox.credentials(),
            clock_file=self.sandbox.clock_file,
            port=port,
            keys=keys,
        )
        running = Running(
            self.environment["SIYU_PUBLIC_URL"],
            self.sandbox.url,
            database_url,
            redis_url,
            brand.ADMIN,
            keys["demo_password"],
        )
        keep_environment(self.home, self.environment)
        asyncio.run(self._prepare(running))
        self.processes = Processes(self.environment, self.home / "logs")
        for name in ("serve", "worker", "clock"):
            self.processes.start(name, name)
        self._wait_until_ready(running)
        self._point_callbacks(running)
        self.file.write_text(json.dumps(asdict(running)))
        return running

    def stop(self) -> None:
        self.file.unlink(missing_ok=True)
        for part in (self.processes, self.sandbox, self._redis):
            if part is not None:
                part.stop()

    def _engines(self) -> tuple[str, str]:
        database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
        if redis_url is None:
            self._redis = Redis()
            redis_url = self._redis.url
        if database_url is None:
            postgres = start_postgres(self.home / "postgres", volatile=self._throw_away)
            asyncio.run(postgres.create(DATABASE))
            database_url = postgres.url_of(DATABASE)
        return database_url, redis_url

    async def _prepare(self, running: Running) -> None:
        await migrate(running.database_url)
        await brand.seed(kernel_settings.load(self.environment), running.sandbox_url, running.admin_password)

    def _wait_until_ready(self, running: Running) -> None:
        assert self.processes is not None
        end = time.monotonic() + READY_SECONDS
        while not answers(f"{running.web_url}/readyz"):
            if dead := self.processes.dead():
                raise ProcessEnded(f"{dead[0]} ended while starting:\n{self.processes.last_words(dead[0])}")
            if time.monotonic() > end:
                raise ProcessEnded(f"the web server is not ready after {READY_SECONDS} s; see {self.home / 'logs'}")
            time.sleep(0.1)

    def _point_callbacks(self, running: Running) -> None:
        for place, door in (("wecom/callback_url", "wecom"), ("miniprogram/push", "miniprogram")):
            answer = httpx.post(
                f"{running.sandbox_url}/_sandbox/{place}",
                json={"url": f"{running.web_url}/callbacks/{door}"},
                trust_env=False,
                timeout=20,
            )
            answer.raise_for_status()


def _prefer(port: int, throw_away: bool) -> int:
    """The well-known port when it is free and the demo is for a person, else any free one."""
    if throw_away:
        return free_port()
    try:
        wait_for_port(port, seconds=0.1)
    except TimeoutError:
        return port
    return free_port()
