"""Tables of the catalogue. Private to this domain. Prices in fen."""

from typing import Any

from tortoise import fields
from tortoise.fields.db_defaults import SqlDefault
from tortoise.models import Model

from app.catalog.states import GoodsKind, ImportStatus, Shelf


class Category(Model):
    """A node of the category tree. `path` is the names from the root, joined by `/`."""

    id = fields.UUIDField(primary_key=True)
    parent_id = fields.UUIDField(null=True)
    name = fields.CharField(64)
    path = fields.CharField(255, unique=True)
    position = fields.IntField(default=0)
    created_at = fields.DatetimeField()

    class Meta:
        table = "categories"


class Brand(Model):
    """A brand, named once."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(64, unique=True)
    logo_url = fields.CharField(512, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "brands"


class Product(Model):
    """A product (SPU). `code` is the retailer's own number; `category` and `brand` repeat the names for lists.

    A tick puts it on the shelf at `shelf_from` and takes it off at `shelf_until`. `indexed` is false until the search
    index has what changed. `sales` counts paid pieces. The database keeps `price_from`, `list_price` and `card` beside
    these (migration 0006): what a list shows of a product.
    """

    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(64, unique=True)
    title = fields.CharField(120)
    subtitle = fields.CharField(120, default="", db_default="")
    kind = fields.CharEnumField(GoodsKind, max_length=16, default=GoodsKind.PHYSICAL, db_default=GoodsKind.PHYSICAL)
    brand = fields.CharField(64, default="")
    brand_id = fields.UUIDField(null=True)
    category = fields.CharField(255, default="", db_index=True)
    category_id = fields.UUIDField(null=True)
    description = fields.TextField(default="")
    image_url = fields.CharField(512, default="")
    media: fields.Field[list[dict[str, str]]] = fields.JSONField(default=list, db_default=SqlDefault("'[]'"))
    shelf = fields.CharEnumField(Shelf, max_length=8, default=Shelf.ON)
    shelf_from = fields.DatetimeField(null=True)
    shelf_until = fields.DatetimeField(null=True)
    freight_template_id = fields.UUIDField(null=True)
    sales = fields.BigIntField(default=0, db_default=0)
    indexed = fields.BooleanField(default=False, db_default=False)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "products"


class Sku(Model):
    """What is bought: a product in one specification. `options` names it by spec; weight in grams, volume in cm³."""

    id = fields.UUIDField(primary_key=True)
    product_id = fields.UUIDField(db_index=True)
    code = fields.CharField(64, unique=True)
    barcode = fields.CharField(32, default="", db_index=True)
    spec = fields.CharField(120, default="")
    options: fields.Field[dict[str, str]] = fields.JSONField(default=dict, db_default=SqlDefault("'{}'"))
    price = fields.BigIntField()
    list_price = fields.BigIntField(null=True)
    lowest_price = fields.BigIntField(null=True)
    highest_price = fields.BigIntField(null=True)
    weight_g = fields.BigIntField(default=0, db_default=0)
    volume_cm3 = fields.BigIntField(default=0, db_default=0)
    image_url = fields.CharField(512, default="", db_default="")
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "skus"


class BundleItem(Model):
    """What a bundle SKU consists of."""

    id = fields.UUIDField(primary_key=True)
    bundle_sku_id = fields.UUIDField()
    sku_id = fields.UUIDField()
    quantity = fields.IntField()

    class Meta:
        table = "bundle_items"
        unique_together = (("bundle_sku_id", "sku_id"),)


class StoreGoods(Model):
    """A store's own word on a SKU: not sold there, or at its own price within bounds. No row: as usual."""

    id = fields.UUIDField(primary_key=True)
    store_id = fields.UUIDField()
    sku_id = fields.UUIDField()
    sold = fields.BooleanField(default=True)
    price = fields.BigIntField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "store_goods"
        unique_together = (("store_id", "sku_id"),)


class GoodsImport(Model):
    """A goods file on its way into the catalogue. `faulty` counts rows, `faults` holds the first 1,000 faults.

    `rows` is a guess until all are checked. `run_id` names the worker's run that may write; a newer one supersedes it.
    `content` is cleared when the import has ended.
    """

    id = fields.UUIDField(primary_key=True)
    file_name = fields.CharField(200)
    content = fields.BinaryField(null=True)
    status = fields.CharEnumField(ImportStatus, max_length=16, default=ImportStatus.WAITING)
    run_id = fields.UUIDField(null=True)
    rows = fields.IntField(default=0)
    checked = fields.IntField(default=0)
    written = fields.IntField(default=0)
    faulty = fields.IntField(default=0)
    faults: fields.Field[list[dict[str, Any]]] = fields.JSONField(default=list)
    report: fields.Field[dict[str, Any]] = fields.JSONField(default=dict)
    refusal = fields.CharField(300, default="")
    created_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "goods_imports"


class SearchTerm(Model):
    """A word shoppers may mean, one row per reading: feeds suggestions and "did you mean". Weight: products with it."""

    id = fields.UUIDField(primary_key=True)
    term = fields.CharField(64)
    pinyin = fields.CharField(255)
    initials = fields.CharField(64)
    weight = fields.BigIntField(default=0)

    class Meta:
        table = "search_terms"
        unique_together = (("term", "pinyin"),)
