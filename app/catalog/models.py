"""Tables of the catalogue. Private to this domain."""

from tortoise import fields
from tortoise.models import Model

from app.catalog.states import Shelf


class Product(Model):
    """A product (SPU). `code` is the retailer's own number."""

    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(64, unique=True)
    title = fields.CharField(120)
    brand = fields.CharField(64, default="")
    category = fields.CharField(64, default="", db_index=True)
    description = fields.TextField(default="")
    image_url = fields.CharField(512, default="")
    shelf = fields.CharEnumField(Shelf, max_length=8, default=Shelf.ON)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "products"


class Sku(Model):
    """What is bought: a product in one specification. Prices in fen."""

    id = fields.UUIDField(primary_key=True)
    product_id = fields.UUIDField(db_index=True)
    code = fields.CharField(64, unique=True)
    barcode = fields.CharField(32, default="")
    spec = fields.CharField(120, default="")
    price = fields.BigIntField()
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "skus"
