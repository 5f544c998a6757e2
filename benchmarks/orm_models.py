"""The catalogue and orders as anyone would declare them in Tortoise, with relations: the limit of three benches."""

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


class OrmAddress(Model):
    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField()
    sealed = fields.BinaryField()

    class Meta:
        table = "member_addresses"


class OrmKey(Model):
    """An idempotency key that a member has used."""

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField()
    key = fields.CharField(64)

    class Meta:
        table = "orm_keys"
        unique_together = (("member_id", "key"),)


class OrmShelf(Model):
    """Stock of its own, so that the product's is left as the product made it."""

    id = fields.UUIDField(primary_key=True)
    sku: fields.OneToOneRelation[OrmSku] = fields.OneToOneField("orm.OrmSku", related_name="shelf")
    on_hand = fields.BigIntField()
    held = fields.BigIntField(default=0)

    class Meta:
        table = "orm_stocks"


class OrmOrder(Model):
    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(32, unique=True)
    member_id = fields.UUIDField()
    status = fields.CharField(16, default="unpaid")
    total = fields.BigIntField()
    destination = fields.BinaryField()
    expires_at = fields.DatetimeField()
    placed_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "orm_orders"


class OrmLine(Model):
    id = fields.UUIDField(primary_key=True)
    order: fields.ForeignKeyRelation[OrmOrder] = fields.ForeignKeyField("orm.OrmOrder", related_name="lines")
    sku: fields.ForeignKeyRelation[OrmSku] = fields.ForeignKeyField("orm.OrmSku", related_name="lines")
    title = fields.CharField(120)
    spec = fields.CharField(120)
    quantity = fields.BigIntField()
    price = fields.BigIntField()

    class Meta:
        table = "orm_lines"


class OrmJob(Model):
    """The outbox."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(64)
    payload: fields.Field[dict[str, str]] = fields.JSONField()

    class Meta:
        table = "orm_jobs"
