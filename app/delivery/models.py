"""Tables of delivery terms. Private to this domain. Fees in fen, grams, cm³, metres."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from app.delivery.states import Basis


class FreightTemplate(Model):
    """What sending costs by region. The one that `is_default` serves products without their own.

    `zones`: list of {"regions": [code prefixes, empty: everywhere else], "first", "first_fee", "extra", "extra_fee",
    "free_over" (fen or null), "free_pieces" (or null)}. `no_delivery`: region code prefixes that are not served.
    """

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(64)
    basis = fields.CharEnumField(Basis, max_length=8)
    zones: fields.Field[list[dict[str, Any]]] = fields.JSONField()
    no_delivery: fields.Field[list[str]] = fields.JSONField(default=list)
    promise_days = fields.IntField(default=3)
    is_default = fields.BooleanField(default=False)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "freight_templates"


class CityTerms(Model):
    """How a store delivers in its city: fees by distance band, slots by weekday with a capacity each.

    `bands`: list of {"up_to_m", "fee", "least_amount"} in growing order. `slots`: list of {"from": "HH:MM",
    "until": "HH:MM", "capacity"} for every day; `cut_off_minutes` before its start a slot closes.
    """

    id = fields.UUIDField(primary_key=True)
    store_id = fields.UUIDField(unique=True)
    bands: fields.Field[list[dict[str, int]]] = fields.JSONField()
    slots: fields.Field[list[dict[str, Any]]] = fields.JSONField()
    cut_off_minutes = fields.IntField(default=30)
    flash_minutes = fields.IntField(default=60)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "city_terms"


class SlotUse(Model):
    """How many orders a store's slot has taken; never above its capacity."""

    id = fields.UUIDField(primary_key=True)
    store_id = fields.UUIDField()
    starts_at = fields.DatetimeField()
    taken = fields.IntField(default=0)

    class Meta:
        table = "delivery_slot_uses"
        unique_together = (("store_id", "starts_at"),)


class SlotHold(Model):
    """An order's place in a slot; given back when the order ends unpaid or refunded."""

    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField(unique=True)
    store_id = fields.UUIDField()
    starts_at = fields.DatetimeField()
    released = fields.BooleanField(default=False)

    class Meta:
        table = "delivery_slot_holds"
