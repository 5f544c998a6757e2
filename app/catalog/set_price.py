"""Head office's price of a SKU, and the bounds it sets to prices of stores."""

from uuid import UUID

from app.catalog import sql
from app.catalog.errors import BoundsCrossed, SkuNotFound, StorePricesOutside
from app.catalog.models import Product, Sku, StoreGoods
from app.kernel import clock, db
from app.kernel.db import atomic


@atomic
async def set_price(sku_id: UUID, price: int, list_price: int | None) -> None:
    """The price where no store has its own; `list_price` is shown struck through. In fen. Raises SkuNotFound."""
    sku = await Sku.get_or_none(id=sku_id)
    if sku is None:
        raise SkuNotFound
    await Sku.filter(id=sku_id).update(price=price, list_price=list_price, updated_at=clock.now())
    await Product.filter(id=sku.product_id).update(indexed=False, updated_at=clock.now())


@atomic
async def set_bounds(sku_id: UUID, lowest: int | None, highest: int | None) -> None:
    """Between what prices, in fen, stores may choose; None is open on that side.

    No store's price changes behind its back: bounds that exclude one are refused with StorePricesOutside. Raises
    SkuNotFound, or BoundsCrossed.
    """
    if lowest is not None and highest is not None and lowest > highest:
        raise BoundsCrossed
    # Stores share this lock while they set a price (set_store_goods): whoever comes second sees what the first did.
    if await db.fetch_one(sql.LOCK_SKU, sku_id) is None:
        raise SkuNotFound
    outside = StoreGoods.filter(sku_id=sku_id, price__not_isnull=True)
    wrong = [
        {"store_id": str(each.store_id), "price": each.price}
        for each in await outside.order_by("store_id")
        if each.price is not None and not (lowest or 1) <= each.price <= (highest or each.price)
    ]
    if wrong:
        raise StorePricesOutside(stores=len(wrong), examples=wrong[:20])
    await Sku.filter(id=sku_id).update(lowest_price=lowest, highest_price=highest, updated_at=clock.now())
