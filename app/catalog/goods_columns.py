"""The columns of the goods file: what each may hold, where it goes, and how it is written out again.

One line per SKU. The product's own columns must say the same on all its lines. REQUIRED columns must be there; of the
others an absent column leaves what is stored, an empty cell empties it (kind and shelf then stay as they are).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.catalog import goods_cells as cells
from app.catalog.goods_cells import Value


@dataclass(frozen=True, slots=True)
class Column:
    """`name` stands in the file, `field` in the tables. `longest` in characters; `write` takes what is stored."""

    name: str
    field: str
    longest: int
    read: Callable[[str], Value] = str
    write: Callable[[Any], str] = str
    required: bool = True
    mandatory: bool = False
    multiline: bool = False


OF_PRODUCT = (
    Column("product_code", "code", 64, mandatory=True),
    Column("title", "title", 120, mandatory=True),
    Column("brand", "brand", 64),
    Column("category", "category", 255, cells.category),
    Column("description", "description", 5_000, multiline=True),
    Column("image_url", "image_url", 512, cells.url),
    Column("kind", "kind", 16, cells.kind, required=False),
    Column("subtitle", "subtitle", 120, required=False),
    Column("media_urls", "media", 12_000, cells.media, cells.media_text, required=False, multiline=True),
    Column("shelf", "shelf", 8, cells.shelf, required=False),
    Column("shelf_from", "shelf_from", 32, cells.moment, cells.moment_text, required=False),
    Column("shelf_until", "shelf_until", 32, cells.moment, cells.moment_text, required=False),
)
OF_SKU = (
    Column("sku_code", "code", 64, mandatory=True),
    Column("spec", "spec", 120),
    Column("barcode", "barcode", 32),
    Column("price_yuan", "price", 16, cells.fen, cells.yuan, mandatory=True),
    Column("list_price_yuan", "list_price", 16, cells.fen_or_none, cells.yuan, required=False),
    Column("weight_g", "weight_g", 9, cells.weight, required=False),
    Column("volume_cm3", "volume_cm3", 9, cells.volume, required=False),
    Column("options", "options", 800, cells.options, cells.options_text, required=False),
)
STOCK = Column("stock", "stock", 9, cells.stock, required=False)

COLUMNS = {column.name: column for column in (*OF_PRODUCT, *OF_SKU, STOCK)}
REQUIRED = tuple(column.name for column in COLUMNS.values() if column.required)
# What the export writes: all but the stock, which is another domain's and changes by the minute.
EXPORTED = (*OF_PRODUCT, *OF_SKU)
SAMPLE = (
    *("P0001", "明前龙井", "云上茶社", "茶叶/绿茶", "产地：西湖", "https://img.example.com/p0001.jpg"),
    *("physical", "春季头采", "https://img.example.com/p0001-2.jpg https://img.example.com/p0001.mp4", "on"),
    *("2026-03-20 10:00:00", "2026-12-31 23:59:59", "P0001-1", "125 克罐装", "6901234567892", "128.00", "158.00"),
    *("180", "900", "净含量=125 克;包装=罐装", "200"),
)
