"""Tables of stores. Private to this domain."""

from tortoise import fields
from tortoise.fields.db_defaults import SqlDefault
from tortoise.models import Model


class Store(Model):
    """A shop of the chain. `code` is the retailer's own number, `region_code` the six-digit administrative code.

    `hours`: weekday 1–7 (Monday is 1) → list of ["HH:MM", "HH:MM"] in Shanghai time; an end before its start is after
    midnight. `services`: what it offers (states.StoreOffer). Coordinates are GCJ-02 degrees.
    """

    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(32, unique=True)
    name = fields.CharField(64)
    region_code = fields.CharField(6, default="", db_default="")
    address = fields.CharField(200, default="", db_default="")
    phone = fields.CharField(32, default="", db_default="")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    hours: fields.Field[dict[str, list[list[str]]]] = fields.JSONField(default=dict, db_default=SqlDefault("'{}'"))
    services: fields.Field[list[str]] = fields.JSONField(default=list, db_default=SqlDefault("'[]'"))
    delivery_radius_m = fields.IntField(default=0, db_default=0)
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "stores"
        indexes = (("latitude", "longitude"),)


class StoreHoliday(Model):
    """A day on which a store keeps other hours; none means closed all day."""

    id = fields.UUIDField(primary_key=True)
    store_id = fields.UUIDField()
    day = fields.DateField()
    hours: fields.Field[list[list[str]]] = fields.JSONField(default=list)
    note = fields.CharField(64, default="")

    class Meta:
        table = "store_holidays"
        unique_together = (("store_id", "day"),)
