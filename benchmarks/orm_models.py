"""The catalogue's tables as anyone would declare them in Tortoise, with relations: the limit's side of two benches."""

from tortoise import fields
from tortoise.models import Model


class OrmProduct(Model):
    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(64)
    title = fields.CharField(120)
    subtitle = fields.CharField(120)
    kind = fields.CharField(16)
    brand = fields.CharField(64)
    category = fields.CharField(255)
    description = fields.TextField()
    image_url = fields.CharField(512)
    media: fields.Field[list[object]] = fields.JSONField()
    shelf = fields.CharField(8)
    sales = fields.BigIntField()
    skus: fields.ReverseRelation["OrmSku"]

    class Meta:
        table = "products"


class OrmSku(Model):
    id = fields.UUIDField(primary_key=True)
    product: fields.ForeignKeyRelation[OrmProduct] = fields.ForeignKeyField("orm.OrmProduct", related_name="skus")
    code = fields.CharField(64)
    barcode = fields.CharField(32)
    spec = fields.CharField(120)
    options: fields.Field[dict[str, str]] = fields.JSONField()
    price = fields.BigIntField()
    list_price = fields.BigIntField(null=True)
    image_url = fields.CharField(512)
    stocks: fields.ReverseRelation["OrmStock"]

    class Meta:
        table = "skus"


class OrmLocation(Model):
    id = fields.UUIDField(primary_key=True)
    active = fields.BooleanField()

    class Meta:
        table = "stock_locations"


class OrmStock(Model):
    id = fields.UUIDField(primary_key=True)
    sku: fields.ForeignKeyRelation[OrmSku] = fields.ForeignKeyField("orm.OrmSku", related_name="stocks")
    location: fields.ForeignKeyRelation[OrmLocation] = fields.ForeignKeyField("orm.OrmLocation", related_name="stocks")
    on_hand = fields.BigIntField()
    held = fields.BigIntField()
    safety = fields.BigIntField()

    class Meta:
        table = "stocks"
