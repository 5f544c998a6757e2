"""From signed notification to paid order on the complete product, against pgbench with the reference settlement.

An answer is given once its order is paid, so the rate of answers is the rate of paid orders. A worker does what follows
from the queue beside the web server on the same core.
"""

import asyncio
import json
import os
import secrets
import time
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import asyncpg

from app.kernel import db
from app.kernel.ids import new_id
from benchmarks.measure import Result, Round, compare
from benchmarks.reference_settlement import ReferenceSettlement
from benchmarks.shop import furnish
from benchmarks.signed_notifications import Platform
from benchmarks.surroundings import CONNECTIONS, BenchFailed, Surroundings, surroundings

# Orders are placed before each round, for this share of its time; every one of them is then paid.
PLACING = 0.7
MOST_SECONDS = 120.0
POLL_SECONDS = 0.01
OWE = """
INSERT INTO payments (id, out_trade_no, subject_id, subject_kind, member_id, openid, description, amount, status,
    expires_at, check_at, checks, created_at)
SELECT n.id, 'P' || replace(left(o.id::text, 30), '-', ''), o.id, 'order', o.member_id, 'o', '茶', o.payable, 'waiting',
    o.expires_at, now() + interval '1 hour', 0, now()
FROM (SELECT *, row_number() OVER () AS i FROM orders WHERE status = 'unpaid') o
    JOIN unnest($1::uuid[]) WITH ORDINALITY AS n (id, i) USING (i)
RETURNING out_trade_no, amount
"""
UNPAID = "SELECT count(*) FROM orders WHERE status = 'unpaid'"
WAITING_JOBS = "SELECT count(*) FROM pgqueuer"
COUNTS = """
SELECT (SELECT count(*) FROM orders WHERE status = 'paid') AS orders,
    (SELECT count(*) FROM payments WHERE status = 'paid') AS payments,
    (SELECT count(*) FROM pay_notifications WHERE outcome = 'applied') AS notifications,
    (SELECT count(*) FROM order_history WHERE to_status = 'paid') AS history
"""


def pay_notify() -> Result:
    with surroundings() as here:
        _, skus, buyers = asyncio.run(furnish(here.settings))
        reference, product = ReferenceSettlement(here), Product(here, [str(sku) for sku in skus], buyers)
        detail: dict[str, Any] = {"connections": CONNECTIONS}
        result = compare("pay-notify", "orders paid/s", product.round, reference.round, detail)
        web, worker = (round(median(each), 2) for each in zip(*product.cpu_ms[1:], strict=True))
        result.detail["cpu_ms_per_order"] = {"web": web, "worker": worker}
        result.detail["product_rows"], result.detail["limit_rows"] = product.verify(), reference.verify()
        return result


class Product:
    """The web server and a worker, and how many orders must be paid."""

    def __init__(self, here: Surroundings, skus: list[str], buyers: list[tuple[str, str]]) -> None:
        self._here = here
        self._platform = Platform(here.settings)
        self._goods = {"skus": skus, "buyers": buyers}
        self._port = here.serve_product()
        self.cpu_ms: list[list[float]] = []
        self.paid = 0
        here.work()

    def round(self, seconds: float) -> Round:
        """Place orders unmeasured, then tell that all of them are paid: an order is paid when its answer is there."""
        self._here.load(self._port, seconds * PLACING, "orders", status=201, run=secrets.token_hex(4), **self._goods)
        file = self._here.folder / "notifications.json"
        payments = asyncio.run(self._owe())
        file.write_text(json.dumps(self._platform.notifications(payments)))
        cpu = self._cpu()
        answers = self._here.load(self._port, MOST_SECONDS, "recorded", file=str(file))
        asyncio.run(self._all_paid())
        self.cpu_ms.append(
            [(after - before) * 1000 / len(payments) for before, after in zip(cpu, self._cpu(), strict=True)]
        )
        asyncio.run(self._until(WAITING_JOBS, "the queue is empty"))
        self.paid += len(payments)
        return answers.round

    def verify(self) -> dict[str, Any]:
        """Raises BenchFailed unless every notification, payment and order is there, once."""
        counts = asyncio.run(self._counts())
        if set(counts.values()) != {self.paid}:
            raise BenchFailed(f"{self.paid} orders were paid, and the tables say {counts}")
        return counts

    def _cpu(self) -> list[float]:
        """CPU seconds of web server and worker since their start, where the system tells them in /proc."""
        stats = [Path(f"/proc/{process.pid}/stat") for process in self._here.processes]
        fields = [stat.read_text().rpartition(")")[2].split() if stat.exists() else ["0"] * 13 for stat in stats]
        return [(int(each[11]) + int(each[12])) / os.sysconf("SC_CLK_TCK") for each in fields]

    async def _owe(self) -> list[tuple[str, int]]:
        """What `pay` would have made of each unpaid order, once the jobs of placing are done."""
        await self._until(WAITING_JOBS, "the queue is empty")
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        ids: list[UUID] = [new_id() for _ in range(await connection.fetchval(UNPAID))]
        rows = await connection.fetch(OWE, ids)
        await connection.close()
        return [(row["out_trade_no"], row["amount"]) for row in rows]

    async def _all_paid(self) -> None:
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        unpaid = await connection.fetchval(UNPAID)
        await connection.close()
        if unpaid:
            raise BenchFailed(f"{unpaid} orders are not paid although every notification was answered")

    async def _until(self, count: str, what: str) -> None:
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        end = time.monotonic() + MOST_SECONDS
        while await connection.fetchval(count):
            if time.monotonic() > end:
                raise BenchFailed(f"not within {MOST_SECONDS} s: {what}")
            await asyncio.sleep(POLL_SECONDS)
        await connection.close()

    async def _counts(self) -> dict[str, Any]:
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        row = await connection.fetchrow(COUNTS)
        await connection.close()
        return dict(row)
