"""From signed notification to paid order on the complete product, against pgbench with the reference settlement.

An answer is given once its order is paid, so the rate of answers is the rate of paid orders. The worker, which does
what follows from the queue, rests meanwhile, as the limit's outbox has nobody who reads it; it is measured apart.
"""

import asyncio
import json
import secrets
import time
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
from benchmarks.surroundings import CONNECTIONS, BenchFailed, Surroundings, cpu_seconds, surroundings

# Orders are placed before each round, for this share of its time; every one of them is then paid.
PLACING = 0.7
MOST_SECONDS = 120.0
POLL_SECONDS, WORKER_SECONDS = 0.1, 10.0
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
        result = compare("pay-notify", "orders paid/s", product.round, reference.round, detail, here.gather_statistics)
        result.detail["web_cpu_ms_per_order"] = round(median(product.cpu_ms[1:]), 2)
        result.detail["worker"] = product.work_off()
        result.detail["product_rows"], result.detail["limit_rows"] = product.verify(), reference.verify()
        return result


class Product:
    """The web server, and how many orders must be paid."""

    def __init__(self, here: Surroundings, skus: list[str], buyers: list[tuple[str, str]]) -> None:
        self._here = here
        self._platform = Platform(here.settings)
        self._goods: dict[str, Any] = {"skus": skus, "buyers": buyers}
        self._port = here.serve_product()
        self.cpu_ms: list[float] = []
        self.paid = 0

    def round(self, seconds: float) -> Round:
        """Place orders unmeasured, then tell that all of them are paid: an order is paid when its answer is there."""
        self._here.load(self._port, seconds * PLACING, "orders", status=201, run=secrets.token_hex(4), **self._goods)
        file = self._here.folder / "notifications.json"
        payments = asyncio.run(self._owe())
        file.write_text(json.dumps(self._platform.notifications(payments)))
        before = self._cpu()
        answers = self._here.load(self._port, MOST_SECONDS, "recorded", file=str(file))
        if asyncio.run(self._value(UNPAID)):
            raise BenchFailed("some orders are not paid although every notification was answered")
        self.cpu_ms.append((self._cpu() - before) * 1000 / len(payments))
        self.paid += len(payments)
        return answers.round

    def verify(self) -> dict[str, Any]:
        """Raises BenchFailed unless every notification, payment and order is there, once."""
        counts = asyncio.run(self._counts())
        if set(counts.values()) != {self.paid}:
            raise BenchFailed(f"{self.paid} orders were paid, and the tables say {counts}")
        return counts

    def work_off(self) -> dict[str, float]:
        """Let a worker do what waits, for a while: its jobs a second, and its CPU ms for those of one paid order."""
        waiting = asyncio.run(self._value(WAITING_JOBS))
        self._here.work()
        deadline = time.monotonic() + MOST_SECONDS
        while asyncio.run(self._value(WAITING_JOBS)) == waiting:
            if time.monotonic() > deadline:
                raise BenchFailed(f"the worker did nothing within {MOST_SECONDS} s")
            time.sleep(POLL_SECONDS)
        began, cpu, before = time.monotonic(), self._cpu(), asyncio.run(self._value(WAITING_JOBS))
        time.sleep(WORKER_SECONDS)
        done = before - asyncio.run(self._value(WAITING_JOBS))
        if not done:
            raise BenchFailed(f"no job was done in {WORKER_SECONDS} s")
        seconds, used = time.monotonic() - began, self._cpu() - cpu
        each = waiting / self.paid
        return {"jobs_a_second": round(done / seconds), "cpu_ms_per_order": round(used * 1000 / done * each, 2)}

    def _cpu(self) -> float:
        """CPU seconds of the process that was started last."""
        return cpu_seconds(self._here.processes[-1])

    async def _owe(self) -> list[tuple[str, int]]:
        """What `pay` would have made of each unpaid order."""
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        ids: list[UUID] = [new_id() for _ in range(await connection.fetchval(UNPAID))]
        rows = await connection.fetch(OWE, ids)
        await connection.close()
        return [(row["out_trade_no"], row["amount"]) for row in rows]

    async def _value(self, sql: str) -> int:
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        value: int = await connection.fetchval(sql)
        await connection.close()
        return value

    async def _counts(self) -> dict[str, Any]:
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        row = await connection.fetchrow(COUNTS)
        await connection.close()
        return dict(row)
