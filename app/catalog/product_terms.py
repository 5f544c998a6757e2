"""What a product and its SKUs say of themselves, as verbs take it. Prices in fen, weight in grams, volume in cm³."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.catalog import goods_cells, import_sql
from app.catalog.errors import BadTerms
from app.catalog.goods_cells import BadCell
from app.catalog.models import Brand, Category
from app.catalog.states import GoodsKind, Shelf
from app.catalog.write_import import add_categories
from app.kernel import clock, db
from app.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class SkuTerms:
    """A SKU, known by `code`. `options`: spec names → values, at most 8.."""

    code: str
    price: int
    spec: str = ""
    barcode: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    list_price: int | None = None
    weight_g: int = 0
    volume_cm3: int = 0
    image_url: str = ""

    def columns(self) -> dict[str, Any]:
        """As stored. Raises BadTerms."""
        try:
            options = orjson.loads(goods_cells.options_json(self.options))
        except BadCell as bad:
            raise BadTerms(field="options", reason=str(bad)) from None
        return {
            **{"price": self.price, "spec": self.spec, "barcode": self.barcode, "options": options},
            **{"list_price": self.list_price, "weight_g": self.weight_g, "volume_cm3": self.volume_cm3},
            **{"image_url": self.image_url, "updated_at": clock.now()},
        }


@dataclass(frozen=True, slots=True)
class ProductTerms:
    """A product, known by `code`. `category` is a path of names joined by `/`; missing names are made, as is the brand.

    `shelf_from` and `shelf_until` are when it goes on and off the shelf by itself, to the second.
    """

    code: str
    title: str
    subtitle: str = ""
    kind: GoodsKind = GoodsKind.PHYSICAL
    brand: str = ""
    category: str = ""
    description: str = ""
    image_url: str = ""
    media_urls: Sequence[str] = ()
    shelf: Shelf = Shelf.ON
    shelf_from: datetime | None = None
    shelf_until: datetime | None = None
    freight_template_id: UUID | None = None

    async def columns(self) -> dict[str, Any]:
        """As stored, with category and brand found or made. Needs an open transaction. Raises BadTerms."""
        await db.execute(import_sql.USE_NAMES)
        category, media = self._checked()
        return {
            **{"code": self.code, "title": self.title, "subtitle": self.subtitle, "kind": self.kind},
            **{"brand": self.brand, "brand_id": await _brand_id(self.brand)},
            **{"category": category, "category_id": await _category_id(category)},
            **{"description": self.description.replace("\r\n", "\n"), "image_url": self.image_url, "media": media},
            **{"shelf": self.shelf, "shelf_from": _second(self.shelf_from), "shelf_until": _second(self.shelf_until)},
            **{"freight_template_id": self.freight_template_id, "indexed": False, "updated_at": clock.now()},
        }

    def _checked(self) -> tuple[str, list[dict[str, str]]]:
        try:
            category = goods_cells.category(self.category)
        except BadCell as bad:
            raise BadTerms(field="category", reason=str(bad)) from None
        try:
            return category, orjson.loads(goods_cells.media_json(self.media_urls))
        except BadCell as bad:
            raise BadTerms(field="media_urls", reason=str(bad)) from None


async def _category_id(path: str) -> UUID | None:
    if not path:
        return None
    await add_categories({path})
    return (await Category.get(path=path)).id


async def _brand_id(name: str) -> UUID | None:
    if not name:
        return None
    known = {"id": new_id(), "created_at": clock.now()}
    brand, _ = await Brand.get_or_create(name=name, defaults=known)
    return brand.id


def _second(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(microsecond=0)
