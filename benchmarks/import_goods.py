"""100,000 rows of goods by the worker's job, against INSERT … SELECT of the same rows; then killed half-way, twice."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from app.catalog.export import FileFormat
from app.catalog.imports import read_import
from app.catalog.request_import import request_import
from app.inventory.open_location import open_location
from app.inventory.states import LocationKind
from app.kernel import db
from app.main import running
from benchmarks.goods_file import ROWS, SKUS_EACH, STOCK, goods_file
from benchmarks.measure import Result
from benchmarks.surroundings import BenchFailed, Surroundings, pin, surroundings
from demo.processes import environment_without_settings

LIMIT_SECONDS = 600.0
PEAK = "VmHWM:"
COUNTS = """
SELECT (SELECT count(*) FROM products) AS products, (SELECT count(*) FROM skus) AS skus,
    (SELECT sum(on_hand)::bigint FROM stocks) AS pieces, (SELECT count(*) FROM stock_movements) AS movements,
    (SELECT count(*) FROM goods_import_skus) AS left_aside
"""
LIKE_THEM = """
CREATE TABLE ref_products (LIKE products INCLUDING ALL EXCLUDING GENERATED);
CREATE TABLE ref_skus (LIKE skus INCLUDING ALL)
"""

Told = dict[str, Any]


def import_goods() -> Result:
    with surroundings() as here:
        return asyncio.run(_measure(here))


async def _measure(here: Surroundings) -> Result:
    async with running(here.settings):
        await open_location("W001", "中心仓", LocationKind.WAREHOUSE)
        worker = Worker(here)
        csv = await _timed(goods_file(FileFormat.CSV, "A"), worker)
        again = await _timed(goods_file(FileFormat.CSV, "A"), worker)
        xlsx = await _timed(goods_file(FileFormat.XLSX, "B"), worker)
        killed = {
            "checking": await _killed("C", worker, lambda told: bool(told["checked"] >= ROWS // 2)),
            "writing": await _killed("D", worker, lambda told: bool(told["status"] == "writing")),
        }
        limit = await _insert_select()
        counts = await _verify(4)
    rate = ROWS / csv["seconds"]
    detail = {"rows": ROWS, "csv": csv, "csv_again": again, "xlsx": xlsx, "killed": killed, "tables": counts}
    return Result("import-goods", round(rate / limit, 3), round(rate, 1), round(limit, 1), "rows/s", detail)


class Worker:
    """The product's worker process."""

    def __init__(self, here: Surroundings) -> None:
        self._here = here
        self._log = (here.folder / "worker.log").open("ab")
        self.start()

    def start(self) -> None:
        environment = environment_without_settings() | self._here.environment
        command = [sys.executable, "-m", "app.cli", "worker"]
        self._process = subprocess.Popen(command, env=environment, stdout=self._log, stderr=self._log)
        self._here.processes.append(self._process)
        pin(self._process.pid, server=True)

    def kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def peak_mib(self) -> int:
        """The most memory the process ever had."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(PEAK))


async def _timed(content: bytes, worker: Worker) -> Told:
    before, started = worker.peak_mib(), time.monotonic()
    import_id = (await request_import(content, "goods", None)).id
    told = await _until(import_id, lambda told: bool(told["status"] in ("done", "refused")))
    seconds = round(time.monotonic() - started, 1)
    if told["status"] != "done" or told["written"] != ROWS:
        raise BenchFailed(f"the import ended as {told}")
    peaks = {"worker_peak_before_mib": before, "worker_peak_mib": worker.peak_mib()}
    return {"seconds": seconds, "file_mib": round(len(content) / 2**20, 1), "report": told["report"]} | peaks


async def _killed(prefix: str, worker: Worker, moment: Callable[[Told], bool]) -> Told:
    """Kill -9 the worker at a moment of the import, start another, and wait for the end."""
    import_id = (await request_import(goods_file(FileFormat.CSV, prefix), "goods", None)).id
    at = await _until(import_id, moment)
    worker.kill()
    started = time.monotonic()
    worker.start()
    told = await _until(import_id, lambda told: bool(told["status"] in ("done", "refused")))
    seconds = round(time.monotonic() - started, 1)
    return {"checked_when_killed": at["checked"], "status": told["status"], "seconds_after": seconds}


async def _until(import_id: UUID, reached: Callable[[Told], bool]) -> Told:
    end = time.monotonic() + LIMIT_SECONDS
    while not reached(told := await read_import(import_id)):
        if time.monotonic() > end:
            raise BenchFailed(f"after {LIMIT_SECONDS} s the import is still at {told}")
        await asyncio.sleep(0.02)
    return told


async def _verify(files: int) -> Told:
    """Raises BenchFailed unless every file is in the tables exactly once."""
    row = await db.fetch_one(COUNTS)
    whole = {"products": ROWS // SKUS_EACH * files, "skus": ROWS * files, "pieces": ROWS * files * STOCK}
    whole |= {"movements": ROWS * files, "left_aside": 0}
    if row is None or dict(row) != whole:
        raise BenchFailed(f"the tables say {row and dict(row)}, not {whole}")
    return dict(row)


async def _insert_select() -> float:
    """Rows a second of the least PostgreSQL must do: the same rows into tables with the same indexes."""
    await db.execute(LIKE_THEM)
    products = "INSERT INTO ref_products SELECT * FROM products WHERE code LIKE 'A%'"
    skus = "INSERT INTO ref_skus SELECT * FROM skus WHERE code LIKE 'A%'"
    started = time.monotonic()
    await db.execute(products)
    await db.execute(skus)
    return ROWS / (time.monotonic() - started)
