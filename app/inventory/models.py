"""Tables of stock. Private to this domain. The database itself refuses stock below zero (see migrations)."""

from tortoise import fields
from tortoise.models import Model

from app.inventory.states import HoldStatus, LocationKind, MovementKind, Strategy, TransferStatus


class Location(Model):
    """Where stock is: a store, a warehouse or a supplier, all alike. A store's place is the store's own."""

    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(32, unique=True)
    name = fields.CharField(64)
    kind = fields.CharEnumField(LocationKind, max_length=16)
    store_id = fields.UUIDField(null=True, unique=True)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    active = fields.BooleanField(default=True, db_default=True)
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
        indexes = (("location_id", "sku_id"),)


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
        indexes = (("sku_id", "id"),)


class SourcingRule(Model):
    """Who serves what: rules are tried by priority, the first that can serve everything wins.

    `fulfilment` is the kind of fulfilment it is for; `most_km` bounds the distance; `may_split` allows an order to be
    served by several locations.
    """

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(64)
    fulfilment = fields.CharField(16)
    strategy = fields.CharEnumField(Strategy, max_length=16)
    priority = fields.IntField()
    most_km = fields.IntField(null=True)
    may_split = fields.BooleanField(default=False)
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "sourcing_rules"


class Transfer(Model):
    """Stock on its way from one location to another: gone from the one, not yet at the other."""

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(32, unique=True)
    from_location_id = fields.UUIDField()
    to_location_id = fields.UUIDField()
    status = fields.CharEnumField(TransferStatus, max_length=16, default=TransferStatus.SENT)
    lines: fields.Field[list[dict[str, object]]] = fields.JSONField()
    created_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "stock_transfers"


class PushPosition(Model):
    """How far a system outside (ERP, POS) has told us of a SKU at a location. Older sequences are refused."""

    id = fields.UUIDField(primary_key=True)
    source = fields.CharField(32)
    sku_id = fields.UUIDField()
    location_id = fields.UUIDField()
    sequence = fields.BigIntField()
    pushed_at = fields.DatetimeField()

    class Meta:
        table = "stock_push_positions"
        unique_together = (("source", "sku_id", "location_id"),)
