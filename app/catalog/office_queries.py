"""Reading goods as head office sees them: on and off the shelf, with everything."""

from typing import Any
from uuid import UUID

import asyncpg

from app.catalog import sql
from app.catalog.errors import ProductNotFound
from app.catalog.models import Product, Sku, StoreGoods
from app.catalog.states import Shelf
from app.kernel import db

MOST_SKUS = 200


async def products_page(
    cursor: UUID | None, limit: int, shelf: Shelf | None, category: str | None, code: str | None
) -> list[asyncpg.Record]:
    """Products, newest first, with how many SKUs and the lowest price; of a category with all below it."""
    return await db.fetch(sql.PRODUCTS_OF_OFFICE, cursor, limit, shelf, category, code)


async def product(product_id: UUID) -> tuple[Product, list[Sku]]:
    """A product and its SKUs in code order. Raises ProductNotFound."""
    found = await Product.get_or_none(id=product_id)
    if found is None:
        raise ProductNotFound
    return found, await Sku.filter(product_id=product_id).order_by("code").limit(MOST_SKUS)


async def store_goods_page(store_id: UUID, cursor: UUID | None, limit: int) -> list[dict[str, Any]]:
    """What a store says of SKUs, in their order, with head office's price and bounds."""
    found = StoreGoods.filter(store_id=store_id, **({"sku_id__gt": cursor} if cursor else {}))
    lines = await found.order_by("sku_id").limit(limit)
    skus = {sku.id: sku for sku in await Sku.filter(id__in=[line.sku_id for line in lines])}
    return [
        {"sku_id": line.sku_id, "sold": line.sold, "price": line.price, "updated_at": line.updated_at}
        | {"sku_code": sku.code, "office_price": sku.price}
        | {"lowest_price": sku.lowest_price, "highest_price": sku.highest_price}
        for line in lines
        if (sku := skus.get(line.sku_id)) is not None
    ]
