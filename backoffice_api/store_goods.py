"""What a store sells, and its own prices."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from app.catalog import office_queries
from app.catalog.set_store_goods import clear_store_goods, set_store_goods
from app.http.bodies import Body
from app.http.routes import Call, Route
from app.stores.queries import place
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery
from backoffice_api.products import Price


class StoreTerms(Body):
    """`price` null: head office's price."""

    sold: bool = True
    price: Price | None = None


class StoreGoodsLine(BaseModel):
    """Prices in fen; the store's own lies between `lowest_price` and `highest_price`, null being open."""

    sku_id: UUID
    sku_code: str
    sold: bool
    price: int | None
    office_price: int
    lowest_price: int | None
    highest_price: int | None
    updated_at: datetime


class StoreGoodsLines(BaseModel):
    """SKUs not listed are sold as everywhere."""

    items: list[StoreGoodsLine]
    next_cursor: UUID | None


async def list_store_goods(call: Call, store_id: UUID) -> StoreGoodsLines:
    limit: int = call.query.limit
    page = await office_queries.store_goods_page(store_id, call.query.cursor, limit + 1)
    found = [StoreGoodsLine.model_validate(one) for one in page]
    return StoreGoodsLines(items=found[:limit], next_cursor=found[limit - 1].sku_id if len(found) > limit else None)


async def change_store_goods(call: Call, store_id: UUID, sku_id: UUID) -> None:
    await place(store_id)
    await set_store_goods(store_id, sku_id, call.body.sold, call.body.price)


async def forget_store_goods(_: Call, store_id: UUID, sku_id: UUID) -> None:
    await clear_store_goods(store_id, sku_id)


ROUTES: list[Route] = [
    staff_route(
        "GET",
        "/stores/<store_id:uuid>/goods",
        list_store_goods,
        MERCHANDISERS,
        "门店商品与价格",
        query=PageQuery,
        returns=StoreGoodsLines,
    ),
    staff_route(
        "PUT",
        "/stores/<store_id:uuid>/goods/<sku_id:uuid>",
        change_store_goods,
        MERCHANDISERS,
        "门店是否销售与门店价",
        body=StoreTerms,
        status=204,
    ),
    staff_route(
        "DELETE",
        "/stores/<store_id:uuid>/goods/<sku_id:uuid>",
        forget_store_goods,
        MERCHANDISERS,
        "恢复总部设置",
        status=204,
    ),
]
