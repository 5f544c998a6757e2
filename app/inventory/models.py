"""Tables of stock. Private to this domain. The database itself refuses stock below zero (see migrations)."""

from tortoise import fields
from tortoise.models import Model

from app.inventory.states import HoldStatus, LocationKind, MovementKind


class Location(Model):
    """Where stock is: a store or a warehouse, all alike."""

    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(32, unique=True)
    name = fields.CharField(64)
    kind = fields.CharEnumField(LocationKind, max_length=16)
    created_at = fields.DatetimeField()

    class Meta:
        table = "stock_locations"


class Stock(Model):
    """Pieces of a SKU at a location. Free to sell = on_hand - held - safety. `on_hand` = sum of movements."""

    id = fields.UUIDField(primary_key=True)
    sku_id = fields.UUIDField()
    location_id = fields.UUIDField()
    on_hand = fields.BigIntField(default=0)
    held = fields.BigIntField(default=0)
    safety = fields.BigIntField(default=0)

    class Meta:
        table = "stocks"
        unique_together = (("sku_id", "location_id"),)


class Hold(Model):
    """Pieces kept for an order until it is paid or `expires_at`. `held` of a stock = sum of its open holds."""

    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField()
    sku_id = fields.UUIDField()
    location_id = fields.UUIDField()
    quantity = fields.BigIntField()
    status = fields.CharEnumField(HoldStatus, max_length=16, default=HoldStatus.OPEN)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "stock_holds"
        unique_together = (("order_id", "sku_id", "location_id"),)


class Movement(Model):
    """One change of on_hand and why. `source_ref` makes it happen once."""

    id = fields.UUIDField(primary_key=True)
    sku_id = fields.UUIDField()
    location_id = fields.UUIDField()
    quantity = fields.BigIntField()
    kind = fields.CharEnumField(MovementKind, max_length=16)
    source_ref = fields.CharField(160, unique=True)
    moved_at = fields.DatetimeField()

    class Meta:
        table = "stock_movements"
        indexes = (("sku_id", "location_id"),)
