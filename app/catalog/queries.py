"""Reading goods."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.catalog import sql
from app.catalog.errors import BarcodeNotFound, ProductNotFound
from app.catalog.models import Product, Sku
from app.catalog.states import Shelf
from app.kernel import db


@dataclass(frozen=True, slots=True)
class Card:
    """A product as a message shows it. `price_from` in fen, None without SKUs."""

    id: UUID
    title: str
    image_url: str
    price_from: int | None


async def card(product_id: UUID) -> Card:
    """Raises ProductNotFound, also for a product off the shelf."""
    product = await Product.get_or_none(id=product_id, shelf=Shelf.ON)
    if product is None:
        raise ProductNotFound
    cheapest = await Sku.filter(product_id=product_id).order_by("price").first()
    return Card(product.id, product.title, product.image_url, cheapest.price if cheapest else None)


async def titles(product_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Titles of the given products, on or off the shelf; unknown ids are left out."""
    return {product.id: product.title for product in await Product.filter(id__in=product_ids).only("id", "title")}


async def product_id_of(code: str) -> UUID:
    """The id of the product with the retailer's code. Raises ProductNotFound."""
    product = await Product.get_or_none(code=code)
    if product is None:
        raise ProductNotFound
    return product.id


async def sku_ids(product_id: UUID) -> list[UUID]:
    """The product's SKUs in code order."""
    return [sku.id for sku in await Sku.filter(product_id=product_id).order_by("code")]


async def by_barcode(barcode: str) -> tuple[UUID, UUID]:
    """(product, SKU) on the shelf with this barcode; of several the first made. Raises BarcodeNotFound."""
    row = await db.fetch_one(sql.BY_BARCODE, barcode) if barcode else None
    if row is None:
        raise BarcodeNotFound
    return row["product_id"], row["sku_id"]
