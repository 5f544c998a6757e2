"""Placing orders of three lines over HTTP on the complete product, against pgbench with the reference order."""

import asyncio
import secrets
from typing import Any

import asyncpg

from app.kernel import db
from benchmarks.measure import Result, Round, compare
from benchmarks.reference_order import ReferenceOrder
from benchmarks.requests import LINES
from benchmarks.shop import furnish
from benchmarks.surroundings import CONNECTIONS, BenchFailed, Surroundings, surroundings

COUNTS = """
SELECT (SELECT count(*) FROM orders) AS orders, (SELECT count(*) FROM order_lines) AS lines,
    (SELECT count(*) FROM stock_holds WHERE status = 'open') AS holds, (SELECT sum(held)::bigint FROM stocks) AS held,
    (SELECT count(*) FROM order_history) AS history,
    (SELECT count(*) FROM orders WHERE guide_id IS NOT NULL AND entrance_source_id IS NOT NULL) AS attributed
"""
JOBS = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'OrderPlaced>%'"


def place_order() -> Result:
    with surroundings() as here:
        _, skus, buyers = asyncio.run(furnish(here.settings))
        reference = ReferenceOrder(here)
        product = Product(here, [str(sku) for sku in skus], buyers)
        detail: dict[str, Any] = {"connections": CONNECTIONS, "lines": LINES, "members": len(buyers), "skus": len(skus)}
        result = compare("place-order", "orders/s", product.round, reference.round, detail, here.gather_statistics)
        result.detail["product_rows"] = product.verify()
        result.detail["limit_rows"] = reference.verify()
        return result


class Product:
    """Places orders through the web server and remembers how many were promised."""

    def __init__(self, here: Surroundings, skus: list[str], buyers: list[tuple[str, str]]) -> None:
        self._here = here
        self._skus = skus
        self._buyers = buyers
        self._port = here.serve_product()
        self.promised = 0

    def round(self, seconds: float) -> Round:
        orders: dict[str, Any] = {"buyers": self._buyers, "skus": self._skus, "run": secrets.token_hex(4)}
        load = self._here.load(self._port, seconds, "orders", status=201, **orders)
        self.promised += load.count
        return load.round

    def verify(self) -> dict[str, Any]:
        """Raises BenchFailed unless every order that was answered 201 is there, whole and attributed."""
        counts = asyncio.run(self._counts())
        orders, pieces = self.promised, self.promised * LINES
        whole = {"orders": orders, "lines": pieces, "holds": pieces, "held": pieces}
        if counts | whole | {"history": orders, "attributed": orders} != counts:
            raise BenchFailed(f"{orders} orders were promised, and the tables say {counts}")
        return counts

    async def _counts(self) -> dict[str, Any]:
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        row, jobs = await connection.fetchrow(COUNTS), await connection.fetchval(JOBS)
        await connection.close()
        return dict(row) | {"outbox_jobs": jobs}
