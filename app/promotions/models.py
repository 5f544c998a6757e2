"""Tables of promotions. Private to this domain. Amounts in fen, rates in basis points."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from app.promotions.states import PromotionKind


class Promotion(Model):
    """A price rule as data. Never edited once it began: it is ended and a new one made.

    `scope` says for which goods, stores, channels and levels; `terms` is what the kind needs (see terms.py).
    Rules with the same `exclusion_group` do not meet on one line: the one of lower `priority` number goes first.
    """

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(PromotionKind, max_length=24)
    title = fields.CharField(64)
    priority = fields.IntField(default=100)
    exclusion_group = fields.CharField(32, default="")
    scope: fields.Field[dict[str, Any]] = fields.JSONField(default=dict)
    terms: fields.Field[dict[str, Any]] = fields.JSONField(default=dict)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    ended = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()

    class Meta:
        table = "promotions"
