"""Product detail with a warm cache (kept one second, 1,000 products asked in turn), against bare Sanic, same bytes."""

import asyncio
from typing import Any

import orjson

from benchmarks.fetch import fetch
from benchmarks.measure import Result, Round, compare
from benchmarks.shop import PRODUCTS, furnish
from benchmarks.surroundings import BenchFailed, surroundings


def product_detail() -> Result:
    with surroundings() as here:
        products, _, _ = asyncio.run(furnish(here.settings))
        paths = [f"/mp/v1/products/{product}" for product in products]
        product = here.serve_product()
        answer = fetch(product, paths[0])
        bare = here.serve_bare(answer)

        def full(seconds: float) -> Round:
            return here.load(product, seconds, "pages", paths=paths).round

        def least(seconds: float) -> Round:
            return here.load(bare, seconds, "pages", paths=["/"]).round

        return compare("product-detail", "requests/s", full, least, held(answer))


def held(answer: bytes) -> dict[str, Any]:
    """What the answer held, for the record. Raises BenchFailed when nothing of it can be sold."""
    shown = orjson.loads(answer)
    if len(shown["skus"]) == 0 or any(sku["stock"] <= 0 or sku["price"] <= 0 for sku in shown["skus"]):
        raise BenchFailed("the product has no SKU that can be sold")
    return {
        "answer_bytes": len(answer),
        "answer_fields": sorted(shown),
        "answer_skus": len(shown["skus"]),
        "products": PRODUCTS,
        "cache_seconds": 1,
    }
