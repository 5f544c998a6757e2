"""Product detail without any cache: against bare Sanic with the same bytes, and against idiomatic Tortoise."""

import asyncio
from typing import Any

import orjson

from benchmarks.fetch import fetch
from benchmarks.measure import Result, Round, compare
from benchmarks.product_detail import held
from benchmarks.shop import furnish
from benchmarks.surroundings import BenchFailed, Surroundings, surroundings


def product_detail_cold() -> Result:
    with surroundings() as here:
        paths, port = _cold(here)
        answer = fetch(port, paths[0])
        bare = here.serve_bare(answer)

        def full(seconds: float) -> Round:
            return here.load(port, seconds, "pages", paths=paths).round

        def least(seconds: float) -> Round:
            return here.load(bare, seconds, "pages", paths=["/"]).round

        return compare("product-detail-cold", "requests/s", full, least, _uncached(answer))


def product_detail_orm() -> Result:
    with surroundings() as here:
        paths, port = _cold(here)
        orm, orm_paths = here.serve_orm(), [path.removeprefix("/bench") for path in paths]
        answer, same = fetch(port, paths[0]), fetch(orm, orm_paths[0])
        if orjson.loads(answer) != orjson.loads(same):
            raise BenchFailed("the product and the ORM answer differently")

        def full(seconds: float) -> Round:
            return here.load(port, seconds, "pages", paths=paths).round

        def through_orm(seconds: float) -> Round:
            return here.load(orm, seconds, "pages", paths=orm_paths).round

        return compare("product-detail-orm", "requests/s", full, through_orm, _uncached(answer))


def _cold(here: Surroundings) -> tuple[list[str], int]:
    products, _, _ = asyncio.run(furnish(here.settings))
    return [f"/bench/products/{product}" for product in products], here.serve_product()


def _uncached(answer: bytes) -> dict[str, Any]:
    return held(answer) | {"cache_seconds": 0}
