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


@dataclass(frozen=True, slots=True)
class SkuCard:
    """A SKU of a product on the shelf; its own picture, or else the product's."""

    id: UUID
    title: str
    image_url: str


async def sku_cards(sku_ids: Sequence[UUID]) -> dict[UUID, SkuCard]:
    """By SKU; those that are unknown or of a product off the shelf are left out."""
    skus = await Sku.filter(id__in=list(sku_ids))
    shown = {one.id: one for one in await Product.filter(id__in=[sku.product_id for sku in skus], shelf=Shelf.ON)}
    return {
        sku.id: SkuCard(sku.id, shown[sku.product_id].title, sku.image_url or shown[sku.product_id].image_url)
        for sku in skus
        if sku.product_id in shown
    }


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
