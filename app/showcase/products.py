"""Goods one by one and page by page."""

from uuid import UUID

import orjson

from app.catalog.errors import ProductNotFound
from app.kernel import db
from app.kernel.cache import BytesCache
from app.showcase import sql

SECONDS = 1.0
PRODUCTS = 5_000


async def product_list(category: str | None, cursor: UUID | None, limit: int, store_id: UUID | None = None) -> bytes:
    """A page of products on the shelf, newest first, as JSON: items (cards) and next_cursor.

    `category` is a path and stands for all below it. A card has `price_from` and `list_price` in fen (null without
    SKUs) and `in_stock`. With a store: its prices, its stock, and only what it sells.
    """
    match store_id, category:
        case None, None:
            text = await db.fetch_value(sql.LIST, cursor, limit)
        case None, _:
            text = await db.fetch_value(sql.LIST_OF_CATEGORY, cursor, limit, category)
        case _, None:
            text = await db.fetch_value(sql.STORE_LIST, cursor, limit, store_id)
        case _:
            text = await db.fetch_value(sql.STORE_LIST_OF_CATEGORY, cursor, limit, store_id, category)
    return str(text).encode()


async def read_product(key: tuple[UUID, UUID | None]) -> bytes | None:
    """The product as JSON, with its SKUs, by (product, store or None). None if unknown or not on the shelf.

    `price` in fen; `stock` is what can be sold now: at the store, or by all active locations together.
    """
    product_id, store_id = key
    if store_id is None:
        text: str | None = await db.fetch_value(sql.DETAIL, product_id)
    else:
        text = await db.fetch_value(sql.STORE_DETAIL, product_id, store_id)
    return text.encode() if text is not None else None


# What a shopper sees may be a second old; placing an order reads the truth.
products: BytesCache[tuple[UUID, UUID | None]] = BytesCache(read_product, ttl=SECONDS, size=PRODUCTS)


async def product(product_id: UUID, store_id: UUID | None = None) -> bytes:
    """As read_product, at most a second old. Raises ProductNotFound."""
    found = await products.get((product_id, store_id))
    if found is None:
        raise ProductNotFound
    return found


async def by_barcode(barcode: str, store_id: UUID | None = None) -> bytes:
    """`sku_id` of the scanned barcode and its whole `product`, as JSON. Raises ProductNotFound."""
    row = await db.fetch_one(sql.BY_BARCODE, barcode, store_id)
    if row is None:
        raise ProductNotFound(barcode=barcode)
    shown = await product(row["product_id"], store_id)
    return b'{"sku_id":%b,"product":%b}' % (orjson.dumps(str(row["id"])), shown)
