"""The product list, 20 cards, no cache: against bare Sanic with the same bytes, and against Tortoise objects."""

import asyncio
from typing import Any

import orjson

from benchmarks.fetch import fetch
from benchmarks.measure import Result, Round, compare
from benchmarks.shop import PRODUCTS, furnish
from benchmarks.surroundings import BenchFailed, Surroundings, surroundings

ROWS = 20
PATH = f"/mp/v1/products?limit={ROWS}"


def product_list() -> Result:
    with surroundings() as here:
        port, answer = _shop(here)
        bare = here.serve_bare(answer)

        def full(seconds: float) -> Round:
            return here.load(port, seconds, "pages", paths=[PATH]).round

        def least(seconds: float) -> Round:
            return here.load(bare, seconds, "pages", paths=["/"]).round

        return compare("product-list", "requests/s", full, least, _held(answer))


def product_list_orm() -> Result:
    with surroundings() as here:
        port, answer = _shop(here)
        orm = here.serve_orm()
        if orjson.loads(answer) != orjson.loads(fetch(orm, "/products")):
            raise BenchFailed("the product and the ORM answer differently")

        def full(seconds: float) -> Round:
            return here.load(port, seconds, "pages", paths=[PATH]).round

        def through_orm(seconds: float) -> Round:
            return here.load(orm, seconds, "pages", paths=["/products"]).round

        return compare("product-list-orm", "requests/s", full, through_orm, _held(answer))


def _shop(here: Surroundings) -> tuple[int, bytes]:
    asyncio.run(furnish(here.settings))
    port = here.serve_product()
    return port, fetch(port, PATH)


def _held(answer: bytes) -> dict[str, Any]:
    items = orjson.loads(answer)["items"]
    if len(items) != ROWS or any(not item["in_stock"] or item["price_from"] <= 0 for item in items):
        raise BenchFailed("the list has no 20 products that can be sold")
    return {"answer_bytes": len(answer), "card_fields": sorted(items[0]), "rows": len(items), "products": PRODUCTS}
