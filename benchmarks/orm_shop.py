"""The shop as idiomatic Tortoise serves it: objects with their relations, and the same answers as the product's."""

from typing import Any
from uuid import UUID

import orjson
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from tortoise import Tortoise
from tortoise.query_utils import Prefetch

from app.kernel import db, settings
from benchmarks.orm_models import OrmProduct, OrmSku
from benchmarks.orm_orders import place_order

OF_CARD = ("id", "title", "subtitle", "brand", "category", "image_url", "sales")
OF_PRODUCT = (
    *("id", "code", "title", "subtitle", "kind", "brand", "category", "description", "image_url", "media", "sales"),
)
OF_SKU = ("id", "code", "spec", "options", "barcode", "price", "list_price", "image_url")


def orm() -> Sanic[Any, Any]:
    """Bare Sanic, and Tortoise with relations over the same database."""
    app: Sanic[Any, Any] = Sanic("orm", configure_logging=False)
    app.config.ACCESS_LOG = False

    @app.before_server_start
    async def connect(_: Any) -> None:
        config = db.tortoise_config(settings.load().database_url.get_secret_value())
        config["apps"] = {"orm": {"models": ["benchmarks.orm_models"], "default_connection": "default"}}
        await Tortoise.init(config=config, _enable_global_fallback=True)

    @app.get("/products/<product_id:uuid>")
    async def detail(_: Request, product_id: UUID) -> HTTPResponse:
        return _json(await _detail(product_id))

    @app.get("/products")
    async def listed(_: Request) -> HTTPResponse:
        return _json(await _listed(20))

    @app.post("/mp/v1/orders")
    async def ordered(request: Request) -> HTTPResponse:
        key = request.headers["idempotency-key"]
        return _json(await place_order(orjson.loads(request.body), key), 201)

    return app


async def _detail(product_id: UUID) -> dict[str, Any]:
    # Named apart, "skus" would be fetched twice at once, and what came last would stand.
    in_order = Prefetch("skus", queryset=OrmSku.all().order_by("code").prefetch_related("stocks__location"))
    one = await OrmProduct.get(id=product_id, shelf="on").prefetch_related(in_order)
    skus = [{**_fields(sku, OF_SKU), "stock": _stock(sku)} for sku in one.skus]
    return {**_fields(one, OF_PRODUCT), "skus": skus}


async def _listed(limit: int) -> dict[str, Any]:
    query = OrmProduct.filter(shelf="on").order_by("-id").limit(limit)
    products = await query.prefetch_related("skus__stocks__location")
    last = str(products[-1].id) if len(products) == limit else None
    return {"items": [_card(product) for product in products], "next_cursor": last}


def _card(product: OrmProduct) -> dict[str, Any]:
    cheapest = min(product.skus, key=lambda sku: sku.price)
    return {
        **_fields(product, OF_CARD),
        "price_from": cheapest.price,
        "list_price": cheapest.list_price,
        "in_stock": any(_stock(sku) > 0 for sku in product.skus),
    }


def _stock(sku: OrmSku) -> int:
    serving = [stock for stock in sku.stocks if stock.location.active]
    return sum(max(stock.on_hand - stock.held - stock.safety, 0) for stock in serving)


def _fields(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _json(value: Any, status: int = 200) -> HTTPResponse:
    return HTTPResponse(orjson.dumps(value, default=str), status, None, "application/json")
