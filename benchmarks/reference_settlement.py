"""The physical limit of settling a payment: pgbench with textbook statements, on the same server."""

from typing import Any

from benchmarks.pgbench import Pgbench
from benchmarks.surroundings import BenchFailed, Surroundings

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


class ReferenceSettlement:
    """Rounds of the reference, and whether all of it is there."""

    def __init__(self, here: Surroundings) -> None:
        self._pgbench = Pgbench(here, "settlement", SCHEMA, SCRIPT)
        self.round = self._pgbench.round

    def verify(self) -> dict[str, Any]:
        """Raises BenchFailed unless every settlement that pgbench counted is there, whole."""
        counts = self._pgbench.counts(COUNTS)
        if counts != dict.fromkeys(("notices", "history", "movements", "events"), self._pgbench.made):
            raise BenchFailed(f"the reference settled {self._pgbench.made} payments, and the tables say {counts}")
        return counts
