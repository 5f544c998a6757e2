"""Tables of stores. Private to this domain."""

from tortoise import fields
from tortoise.models import Model


class Store(Model):
    """A shop of the chain. `code` is the retailer's own number."""

    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(32, unique=True)
    name = fields.CharField(64)
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "stores"
