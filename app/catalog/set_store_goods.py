"""A store's own word on a SKU: not sold here, or at its own price."""

from uuid import UUID

from app.catalog import sql
from app.catalog.errors import OutOfBounds, SkuNotFound
from app.catalog.models import StoreGoods
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id


@atomic
async def set_store_goods(store_id: UUID, sku_id: UUID, sold: bool, price: int | None) -> None:
    """Whether the store sells it, and for how much (fen; None: head office's price). Raises SkuNotFound, OutOfBounds.

    Whether there is such a store is the caller's to know.
    """
    bounds = await db.fetch_one(sql.BOUNDS, sku_id)
    if bounds is None:
        raise SkuNotFound
    lowest, highest = bounds["lowest_price"], bounds["highest_price"]
    if price is not None and not (lowest or 1) <= price <= (highest or price):
        raise OutOfBounds(price=price, lowest_price=lowest, highest_price=highest)
    await db.execute(sql.SET_STORE_GOODS, new_id(), store_id, sku_id, sold, price, clock.now())


@atomic
async def clear_store_goods(store_id: UUID, sku_id: UUID) -> None:
    """The store sells it as every store does. Harmless when it does already."""
    await StoreGoods.filter(store_id=store_id, sku_id=sku_id).delete()
