"""Stores with their own assortment, and goods in the search index, for tests of the shop window."""

from typing import Any
from uuid import UUID

import orjson

from app.catalog.index_search import index_search
from app.catalog.models import Product, Sku, StoreGoods
from app.inventory.models import Stock
from app.inventory.open_location import open_location
from app.inventory.states import LocationKind
from app.kernel import clock
from app.kernel.ids import new_id
from app.showcase.search import Search, read_search
from tests.app.catalog.factory import warehouse


async def shop(code: str = "S001") -> tuple[UUID, UUID]:
    """A store and its place in stock."""
    store_id = new_id()
    return store_id, await open_location(code, "门店", LocationKind.STORE, store_id=store_id)


async def put_stock(sku_id: UUID, location_id: UUID, pieces: int) -> None:
    await Stock.create(id=new_id(), sku_id=sku_id, location_id=location_id, on_hand=pieces)


async def own_word(store_id: UUID, sku_id: UUID, *, sold: bool = True, price: int | None = None) -> None:
    await StoreGoods.filter(store_id=store_id, sku_id=sku_id).delete()
    await StoreGoods.create(
        id=new_id(), store_id=store_id, sku_id=sku_id, sold=sold, price=price, updated_at=clock.now()
    )


async def indexed(*titles: str, **fields: Any) -> None:
    """Goods with these titles at 12.90 yuan and one piece in the warehouse each, found by the next search."""
    await on_shelf([{"title": title, "brand": "云上", "category": "绿茶", **fields} for title in titles])
    await index_search()


async def on_shelf(goods: list[dict[str, Any]]) -> None:
    """Products by their fields, each with one SKU at 12.90 yuan and one piece in the warehouse."""
    place, times = await warehouse(), {"created_at": clock.now(), "updated_at": clock.now()}
    products = [Product(**{"id": new_id(), "code": new_id().hex, **times, **fields}) for fields in goods]
    skus = [Sku(id=new_id(), product_id=one.id, code=one.code, price=1290, **times) for one in products]
    await Product.bulk_create(products)
    await Sku.bulk_create(skus)
    await Stock.bulk_create([Stock(id=new_id(), sku_id=sku.id, location_id=place, on_hand=1) for sku in skus])


async def found(text: str, **filters: Any) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(await read_search(Search(text, **filters)))
    return answer


async def titles(text: str, **filters: Any) -> list[str]:
    return [item["title"] for item in (await found(text, **filters))["items"]]
