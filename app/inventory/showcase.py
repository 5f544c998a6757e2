"""The shop window: a product with its SKUs, prices and what can be sold now.

It stands here because inventory is the lowest place that may know both goods and stock. Its statement reads the
catalogue's tables and changes nothing.
"""

from uuid import UUID

from app.inventory import sql
from app.kernel import db
from app.kernel.cache import BytesCache

SECONDS = 1.0
PRODUCTS = 5_000


async def read_product(product_id: UUID) -> bytes | None:
    """The product as JSON from the database: prices in fen, `stock` at the default location. None if not on shelf."""
    text: str | None = await db.fetch_value(sql.PRODUCT_DETAIL, product_id)
    return text.encode() if text is not None else None


# What a shopper sees may be a second old; placing an order reads the truth.
product: BytesCache[UUID] = BytesCache(read_product, ttl=SECONDS, size=PRODUCTS)
