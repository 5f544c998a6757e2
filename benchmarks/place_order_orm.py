"""Placing orders of three lines over HTTP on the complete product, against the same orders as idiomatic Tortoise."""

import asyncio
import secrets
from typing import Any

import asyncpg

from app.kernel import db
from benchmarks.measure import Result, Round, compare
from benchmarks.orm_orders import SCHEMA
from benchmarks.place_order import Product
from benchmarks.requests import LINES
from benchmarks.shop import STOCK, furnish
from benchmarks.surroundings import CONNECTIONS, BenchFailed, Surroundings, surroundings

COUNTS = """
SELECT (SELECT count(*) FROM orm_orders) AS orders, (SELECT count(*) FROM orm_lines) AS lines,
    (SELECT sum(held)::bigint FROM orm_stocks) AS held, (SELECT count(*) FROM orm_keys) AS keys,
    (SELECT count(*) FROM orm_jobs) AS jobs
"""
# What all orders cost, and what their pieces cost on the shelf: both sides must have sold at that price.
PRICES = """
SELECT (SELECT sum(total)::bigint FROM orders) AS product,
    (SELECT sum(l.quantity * s.price)::bigint FROM order_lines l JOIN skus s ON s.id = l.sku_id) AS product_shelf,
    (SELECT sum(total)::bigint FROM orm_orders) AS orm,
    (SELECT sum(l.quantity * s.price)::bigint FROM orm_lines l JOIN skus s ON s.id = l.sku_id) AS orm_shelf
"""


def place_order_orm() -> Result:
    with surroundings() as here:
        _, skus, buyers = asyncio.run(furnish(here.settings))
        goods = [str(sku) for sku in skus]
        through_orm, product = ThroughOrm(here, goods, buyers), Product(here, goods, buyers)
        detail: dict[str, Any] = {"connections": CONNECTIONS, "lines": LINES, "members": len(buyers), "skus": len(skus)}
        sides = (product.round, through_orm.round)
        result = compare("place-order-orm", "orders/s", *sides, detail, here.gather_statistics)
        result.detail["product_rows"] = product.verify()
        result.detail["limit_rows"] = through_orm.verify()
        return result


class ThroughOrm:
    """Places orders through Tortoise objects and remembers how many were promised."""

    def __init__(self, here: Surroundings, skus: list[str], buyers: list[tuple[str, str]]) -> None:
        self._here = here
        self._skus = skus
        self._buyers = buyers
        asyncio.run(self._make_tables())
        self._port = here.serve_orm()
        self.promised = 0

    def round(self, seconds: float) -> Round:
        orders: dict[str, Any] = {"buyers": self._buyers, "skus": self._skus, "run": secrets.token_hex(4)}
        load = self._here.load(self._port, seconds, "orders", status=201, **orders)
        self.promised += load.count
        return load.round

    def verify(self) -> dict[str, Any]:
        """Raises BenchFailed unless every order that was answered 201 is there, whole, and cost what it should."""
        counts, prices = asyncio.run(self._counts())
        orders, pieces = self.promised, self.promised * LINES
        if counts != {"orders": orders, "lines": pieces, "held": pieces, "keys": orders, "jobs": orders}:
            raise BenchFailed(f"{orders} orders were promised, and the tables say {counts}")
        if prices["product"] != prices["product_shelf"] or prices["orm"] != prices["orm_shelf"]:
            raise BenchFailed(f"the product and the ORM sold at other prices than the shelf's: {prices}")
        return counts

    async def _make_tables(self) -> None:
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        await connection.execute(SCHEMA.format(stock=STOCK))
        await connection.close()

    async def _counts(self) -> tuple[dict[str, Any], dict[str, Any]]:
        connection = await asyncpg.connect(**db.credentials(self._here.database_url))
        counts, prices = await connection.fetchrow(COUNTS), await connection.fetchrow(PRICES)
        await connection.close()
        return dict(counts), dict(prices)
