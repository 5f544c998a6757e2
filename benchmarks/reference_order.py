"""The physical limit of placing an order: pgbench with textbook statements, on the same server."""

from typing import Any

from benchmarks.pgbench import Pgbench
from benchmarks.shop import PRODUCTS, SKUS_EACH, STOCK
from benchmarks.surroundings import BenchFailed, Surroundings

SCHEMA = f"""
CREATE TABLE ref_keys (member bigint, key text, PRIMARY KEY (member, key));
CREATE TABLE ref_stock (sku bigint PRIMARY KEY, on_hand bigint NOT NULL, held bigint NOT NULL DEFAULT 0);
CREATE TABLE ref_orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, member bigint NOT NULL,
    status text NOT NULL, total bigint NOT NULL, placed_at timestamptz NOT NULL);
CREATE INDEX ON ref_orders (member, placed_at);
CREATE TABLE ref_items (order_id bigint, line int, sku bigint NOT NULL, quantity bigint NOT NULL,
    price bigint NOT NULL, PRIMARY KEY (order_id, line));
CREATE TABLE ref_outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, payload text NOT NULL);
INSERT INTO ref_stock (sku, on_hand) SELECT n, {STOCK} FROM generate_series(1, {PRODUCTS * SKUS_EACH}) n;
"""
# SKUs are chosen in rising order, so that no two orders wait for each other in a circle.
SCRIPT = f"""
\\set member random(1, 500)
\\set a random(1, {PRODUCTS})
\\set b random({PRODUCTS + 1}, {PRODUCTS * 2})
\\set c random({PRODUCTS * 2 + 1}, {PRODUCTS * 3})
BEGIN;
INSERT INTO ref_keys (member, key) VALUES (:member, gen_random_uuid()::text);
UPDATE ref_stock SET held = held + 1 WHERE sku = :a AND on_hand - held >= 1;
UPDATE ref_stock SET held = held + 1 WHERE sku = :b AND on_hand - held >= 1;
UPDATE ref_stock SET held = held + 1 WHERE sku = :c AND on_hand - held >= 1;
INSERT INTO ref_orders (member, status, total, placed_at) VALUES (:member, 'unpaid', 5970, now()) RETURNING id \\gset
INSERT INTO ref_items (order_id, line, sku, quantity, price) VALUES (:id, 1, :a, 1, 1990);
INSERT INTO ref_items (order_id, line, sku, quantity, price) VALUES (:id, 2, :b, 1, 1990);
INSERT INTO ref_items (order_id, line, sku, quantity, price) VALUES (:id, 3, :c, 1, 1990);
INSERT INTO ref_outbox (name, payload) VALUES ('OrderPlaced', '{{"order_id": 1}}');
COMMIT;
"""
COUNTS = """
SELECT (SELECT count(*) FROM ref_orders) AS orders, (SELECT count(*) FROM ref_items) AS items,
    (SELECT sum(held)::bigint FROM ref_stock) AS held, (SELECT count(*) FROM ref_outbox) AS jobs,
    (SELECT count(*) FROM ref_keys) AS keys
"""


class ReferenceOrder:
    """Rounds of the reference, and whether all of it is there."""

    def __init__(self, here: Surroundings) -> None:
        self._pgbench = Pgbench(here, "order", SCHEMA, SCRIPT)
        self.round = self._pgbench.round

    def verify(self) -> dict[str, Any]:
        """Raises BenchFailed unless every order that pgbench counted is there, whole."""
        counts = self._pgbench.counts(COUNTS)
        made = self._pgbench.made
        if counts != {"orders": made, "items": made * 3, "held": made * 3, "jobs": made, "keys": made}:
            raise BenchFailed(f"the reference made {made} orders, and the tables say {counts}")
        return counts
