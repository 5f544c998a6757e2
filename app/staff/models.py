"""Tables of staff. Private to this domain."""

from tortoise import fields
from tortoise.models import Model


class Staff(Model):
    """A WeCom member of the company: guide, community manager or head office. `userid` is the WeCom userid."""

    id = fields.UUIDField(primary_key=True)
    userid = fields.CharField(64, unique=True)
    name = fields.CharField(64)
    store_id = fields.UUIDField(null=True)
    roles: fields.Field[list[str]] = fields.JSONField(default=list)
    active = fields.BooleanField(default=True)
    login_name = fields.CharField(64, unique=True, null=True)
    password_hash = fields.CharField(200, null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "staff"
