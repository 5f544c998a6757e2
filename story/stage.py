"""What a story stands on: clients of both sides, a look into the database, and steps that record their evidence."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from app.kernel import outbox
from app.kernel.db import credentials
from demo.stack import Running

POLL_SECONDS = 0.1
PATIENCE_SECONDS = 30.0
AT_WORK = """
SELECT count(*) AS jobs FROM pgqueuer WHERE status = 'picked' OR (status = 'queued' AND execute_after <= now())
"""


class Untrue(Exception):
    """A step's claim does not hold; the text says what was expected and what was found."""


@dataclass
class Outcome:
    """One step as it went: `evidence` is what the other side showed."""

    step: str
    ok: bool
    seconds: float
    evidence: dict[str, Any] = field(default_factory=dict)
    failure: str = ""


@dataclass
class Stage:
    """Both sides of a running demo, and what earlier steps left for later ones."""

    running: Running
    web: httpx.AsyncClient
    sandbox: httpx.AsyncClient
    database: asyncpg.Connection
    props: dict[str, Any] = field(default_factory=dict)

    async def call(self, method: str, path: str, *, token: str = "", expect: int = 0, **request: Any) -> Any:
        """Call the product. Raises Untrue on a problem, or on another status than the one expected."""
        headers = {"Idempotency-Key": request.pop("key", uuid4().hex)}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        answer = await self.web.request(method, path, headers=headers, **request)
        if (expect and answer.status_code != expect) or (not expect and answer.is_error):
            raise Untrue(f"{method} {path} answered {answer.status_code}: {answer.text[:300]}")
        return answer.json() if answer.content else None

    async def control(self, method: str, path: str, **request: Any) -> Any:
        """Act on, or look into, the sandbox."""
        answer = await self.sandbox.request(method, f"/_sandbox{path}", **request)
        if answer.is_error:
            raise Untrue(f"sandbox {method} {path} answered {answer.status_code}: {answer.text[:300]}")
        return answer.json() if answer.content else None

    async def accepted(self, path: str) -> list[Any]:
        """The calls of a WeCom path that WeCom carried out, oldest first."""
        calls = await self.control("GET", f"/calls?path={path}")
        return [call for call in calls if call["answer"] and call["answer"].get("errcode") == 0]

    async def row(self, sql: str, *values: Any) -> dict[str, Any]:
        """The first row of a statement, as evidence from the database."""
        found = await self.database.fetchrow(sql, *values)
        return dict(found) if found else {}

    async def now(self) -> datetime:
        """The moment by the sandbox's clock, which is the product's too."""
        return datetime.fromisoformat((await self.control("GET", "/clock"))["now"])

    async def advance(self, seconds: float) -> None:
        """Move the clock when no job is at work: one that saw the time jump would reckon with hours it never waited."""
        await until(self._is_calm, "no job is at work")
        await self.control("POST", "/clock", json={"advance_seconds": seconds})

    async def _is_calm(self) -> bool:
        return not (await self.row(AT_WORK))["jobs"]

    async def tick(self, name: str) -> None:
        """Have a task done now as the clock has it done every few minutes."""
        await self.database.execute(outbox.ENQUEUE, [outbox.USUAL], [name], [None], [timedelta()], [name], ["{}"])


Step = Callable[[Stage], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Chapter:
    """Named steps in order; a step returns its evidence or raises Untrue."""

    name: str
    steps: list[tuple[str, Step]]


@asynccontextmanager
async def open_stage(running: Running) -> AsyncIterator[Stage]:
    database = await asyncpg.connect(**credentials(running.database_url))
    web = httpx.AsyncClient(base_url=running.web_url, timeout=20, trust_env=False)
    sandbox = httpx.AsyncClient(base_url=running.sandbox_url, timeout=30, trust_env=False)
    async with web, sandbox:
        try:
            yield Stage(running, web, sandbox, database)
        finally:
            await database.close()


async def play(chapter: Chapter, running: Running, report: Callable[[Outcome], None]) -> list[Outcome]:
    """Play the steps in order and stop at the first that is not true."""
    outcomes: list[Outcome] = []
    async with open_stage(running) as stage:
        for name, step in chapter.steps:
            outcomes.append(await _play_step(name, step, stage))
            report(outcomes[-1])
            if not outcomes[-1].ok:
                break
    return outcomes


async def _play_step(name: str, step: Step, stage: Stage) -> Outcome:
    started = time.monotonic()
    try:
        evidence = await step(stage)
    except (Untrue, httpx.HTTPError, KeyError, IndexError, asyncpg.PostgresError) as error:
        return Outcome(name, False, _since(started), failure=f"{type(error).__name__}: {error}")
    return Outcome(name, True, _since(started), evidence)


def _since(started: float) -> float:
    return round(time.monotonic() - started, 3)


def must(holds: bool, claim: str, found: Any) -> None:
    """Raise Untrue unless the claim holds."""
    if not holds:
        raise Untrue(f"{claim}; found {found!r}")


async def until(look: Callable[[], Awaitable[Any]], claim: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """Look again until something true is seen. Raises Untrue after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        seen = await look()
        if seen:
            return seen
        if time.monotonic() > end:
            raise Untrue(f"{claim}: not seen within {seconds} s")
        await asyncio.sleep(POLL_SECONDS)
