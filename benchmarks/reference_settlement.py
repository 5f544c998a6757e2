"""The physical limit of settling a payment: pgbench with textbook statements, on the same server."""

import asyncio
import re
import subprocess
from typing import Any

import asyncpg

from app.kernel import db
from benchmarks.measure import Round
from benchmarks.surroundings import CONNECTIONS, BenchFailed, Surroundings
from demo.engines import postgres_program

PAYMENTS = 200_000
SKUS = 3_000
SCHEMA = f"""
CREATE TABLE ref_notices (id text PRIMARY KEY, payment bigint NOT NULL, body text NOT NULL);
CREATE TABLE ref_payments (id bigint PRIMARY KEY, status text NOT NULL, transaction_id text, paid_at timestamptz);
CREATE TABLE ref_paid_orders (id bigint PRIMARY KEY, status text NOT NULL, paid_at timestamptz);
CREATE TABLE ref_history (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL,
    to_status text NOT NULL, at timestamptz NOT NULL);
CREATE INDEX ON ref_history (order_id);
CREATE TABLE ref_movements (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sku bigint NOT NULL,
    quantity bigint NOT NULL, order_id bigint NOT NULL, at timestamptz NOT NULL);
CREATE TABLE ref_events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, payload text NOT NULL);
INSERT INTO ref_payments (id, status) SELECT n, 'waiting' FROM generate_series(1, {PAYMENTS}) n;
INSERT INTO ref_paid_orders (id, status) SELECT n, 'unpaid' FROM generate_series(1, {PAYMENTS}) n;
"""
BODY = "{" + '"k":"v",' * 60 + "}"
SCRIPT = f"""
\\set payment random(1, {PAYMENTS})
\\set sku random(1, {SKUS})
BEGIN;
INSERT INTO ref_notices (id, payment, body) VALUES (gen_random_uuid()::text, :payment, '{BODY}');
UPDATE ref_payments SET status = 'paid', transaction_id = gen_random_uuid()::text, paid_at = now() WHERE id = :payment;
UPDATE ref_paid_orders SET status = 'paid', paid_at = now() WHERE id = :payment;
INSERT INTO ref_history (order_id, to_status, at) VALUES (:payment, 'paid', now());
INSERT INTO ref_movements (sku, quantity, order_id, at) VALUES (:sku, -1, :payment, now());
INSERT INTO ref_events (name, payload) VALUES ('OrderPaid', '{{"order_id": 1}}');
COMMIT;
"""
COUNTS = """
SELECT (SELECT count(*) FROM ref_notices) AS notices, (SELECT count(*) FROM ref_history) AS history,
    (SELECT count(*) FROM ref_movements) AS movements, (SELECT count(*) FROM ref_events) AS events
"""
DONE = re.compile(r"number of transactions actually processed: (\d+)")
RATE = re.compile(r"tps = ([\d.]+)")
LATENCY = re.compile(r"latency average = ([\d.]+)")


class ReferenceSettlement:
    """Runs rounds of the reference and remembers how many payments it must have settled."""

    def __init__(self, here: Surroundings) -> None:
        self._here = here
        self._script = here.folder / "settlement.sql"
        self._script.write_text(SCRIPT)
        self.made = 0
        asyncio.run(self._on_server(SCHEMA))

    def round(self, seconds: float) -> Round:
        """A round of `seconds`, 16 clients, each statement prepared once."""
        where = db.credentials(self._here.database_url)
        options = ["-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "1", "-T", str(max(1, round(seconds)))]
        to = ["-h", where["host"], "-U", where["user"], "-f", str(self._script), where["database"]]
        command = [str(postgres_program("pgbench")), *options, *to]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        self.made += int(DONE.findall(out)[0])
        return Round(float(RATE.findall(out)[0]), float(LATENCY.findall(out)[0]))

    def verify(self) -> dict[str, Any]:
        """Raises BenchFailed unless every settlement that pgbench counted is there, whole."""
        counts = asyncio.run(self._counts())
        if counts != dict.fromkeys(("notices", "history", "movements", "events"), self.made):
            raise BenchFailed(f"the reference settled {self.made} payments, and the tables say {counts}")
        return counts

    async def _on_server(self, statement: str) -> None:
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        await connection.execute(statement)
        await connection.close()

    async def _counts(self) -> dict[str, Any]:
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        row = await connection.fetchrow(COUNTS)
        await connection.close()
        return dict(row)
