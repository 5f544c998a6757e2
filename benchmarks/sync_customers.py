"""100,000 customers of 200 guides synced by the worker's jobs, against reading the same pages and keeping nothing."""

import asyncio
import time
from typing import Any
from uuid import UUID

import httpx

from app.kernel import db
from app.main import running
from app.sync.gateway import gateway
from app.sync.queries import RunProgress, run_progress
from app.sync.start import start
from app.sync.states import RunKind, RunStatus
from benchmarks.import_goods import Worker
from benchmarks.measure import Result
from benchmarks.surroundings import BenchFailed, Surroundings, surroundings
from demo.environment import own_keys, product_environment
from demo.sandbox_process import SandboxProcess

CUSTOMERS, GUIDES, TAGS = 100_000, 200, 50
LIMIT_SECONDS = 600.0
KEPT = "'members', 'member_identities', 'guide_follows', 'guide_attributions', 'guide_attribution_changes', 'staff'"
WRITES = f"""
SELECT coalesce(sum(n_tup_ins), 0)::int AS inserted, coalesce(sum(n_tup_upd), 0)::int AS updated,
    coalesce(sum(n_tup_del), 0)::int AS deleted FROM pg_stat_user_tables WHERE relname IN ({KEPT})
"""
COUNTS = """
SELECT (SELECT count(*)::int FROM members) AS members, (SELECT count(*)::int FROM guide_follows) AS follows,
    (SELECT count(*)::int FROM guide_attributions) AS attributions
"""

Told = dict[str, Any]


def sync_customers() -> Result:
    with surroundings() as here:
        sandbox = SandboxProcess(here.folder / "sandbox")
        try:
            _use(here, sandbox)
            return asyncio.run(_measure(here, sandbox))
        finally:
            sandbox.stop()


def _use(here: Surroundings, sandbox: SandboxProcess) -> None:
    """The same surroundings, with platforms that answer."""
    before = here.environment
    here.environment = product_environment(
        database_url=before["DATABASE_URL"],
        redis_url=before["REDIS_URL"],
        sandbox_url=sandbox.url,
        credentials=sandbox.credentials(),
        clock_file=sandbox.clock_file,
        port=int(before["SIYU_PORT"]),
        keys=own_keys(here.folder / "keys.json"),
        environment="test",
    ) | {"SIYU_LOG_LEVEL": "WARNING"}


async def _measure(here: Surroundings, sandbox: SandboxProcess) -> Result:
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False, timeout=120) as control:
        seed = {"customers": CUSTOMERS, "members": GUIDES, "tags": TAGS}
        (await control.post("/_sandbox/wecom/seed", json=seed)).raise_for_status()
        # Later than what is left to callbacks.
        (await control.post("/_sandbox/clock", json={"advance_seconds": 300})).raise_for_status()
    async with running(here.settings):
        limit = await _read_only()
        worker = Worker(here)
        first = await _timed(worker)
        counts = await db.fetch_one(COUNTS)
        whole = {"members": CUSTOMERS, "follows": CUSTOMERS, "attributions": CUSTOMERS}
        if counts is None or dict(counts) != whole:
            raise BenchFailed(f"the tables say {counts and dict(counts)}, not {whole}")
        again = await _timed(worker)
    rate = CUSTOMERS / first["seconds"]
    detail = {"customers": CUSTOMERS, "guides": GUIDES, "first": first, "again": again, "read_only_rate": round(limit)}
    return Result("sync-customers", round(rate / limit, 3), round(rate, 1), round(limit, 1), "customers/s", detail)


async def _timed(worker: Worker) -> Told:
    before, memory, started = await _writes(), worker.peak_mib(), time.monotonic()
    run_id, _ = await start(RunKind.NIGHTLY)
    run = await _until_over(run_id)
    seconds = round(time.monotonic() - started, 1)
    if run.status is not RunStatus.DONE:
        raise BenchFailed(f"the sync ended as {run}")
    # Statistics of tables arrive up to a second after the fact.
    await asyncio.sleep(2)
    after = await _writes()
    rows = {f"rows_{name}": after[name] - before[name] for name in after}
    return {"seconds": seconds, "worker_peak_before_mib": memory, "worker_peak_mib": worker.peak_mib()} | rows


async def _writes() -> Told:
    row = await db.fetch_one(WRITES)
    return dict(row or {})


async def _until_over(run_id: UUID) -> RunProgress:
    end = time.monotonic() + LIMIT_SECONDS
    while (run := await run_progress(run_id)).status is RunStatus.RUNNING:
        if time.monotonic() > end:
            raise BenchFailed(f"after {LIMIT_SECONDS} s the sync is still at {run}")
        await asyncio.sleep(0.2)
    return run


async def _read_only() -> float:
    """Customers a second when the pages are read one after the other, and nothing else is done."""
    read, started = 0, time.monotonic()
    for userid in (await gateway().guides())[: GUIDES // 10]:
        cursor, more = "", True
        while more:
            rows, cursor = await gateway().customers(userid, cursor)
            read, more = read + len(rows), bool(cursor)
    return read / (time.monotonic() - started)
