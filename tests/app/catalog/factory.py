"""Goods files and goods on the shelf, for tests of this domain and of those above it."""

import csv
import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.catalog import queries
from app.inventory.import_goods import import_goods
from app.inventory.open_location import open_location
from app.inventory.states import LocationKind

HEADER = (
    *("product_code", "title", "brand", "category", "description", "image_url"),
    *("sku_code", "spec", "barcode", "price_yuan", "stock"),
)


@dataclass(frozen=True)
class Goods:
    """A product on the shelf with its one SKU."""

    product_id: UUID
    sku_id: UUID


def row(number: int = 1, **cells: Any) -> dict[str, Any]:
    """A good line of a goods file, with some cells replaced."""
    code = cells.get("product_code", f"P{number:04d}")
    return {
        **{"product_code": code, "title": f"龙井 {number} 号", "brand": "云上", "category": "绿茶", "description": ""},
        **{
            "image_url": "",
            "sku_code": f"{code}-1",
            "spec": "50 克",
            "barcode": "",
            "price_yuan": "12.90",
            "stock": "",
        },
        **cells,
    }


def goods_csv(rows: list[dict[str, Any]], header: tuple[str, ...] = HEADER) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


async def warehouse() -> UUID:
    return await open_location("W001", "中心仓", LocationKind.WAREHOUSE)


async def stocked(stock: int = 10, price_yuan: str = "12.90", number: int = 1, **cells: Any) -> Goods:
    """A product with one SKU and this many pieces in the warehouse."""
    await warehouse()
    line = row(number, price_yuan=price_yuan, stock=str(stock), **cells)
    await import_goods(goods_csv([line]))
    product_id = await queries.product_id_of(line["product_code"])
    (sku_id,) = await queries.sku_ids(product_id)
    return Goods(product_id, sku_id)
