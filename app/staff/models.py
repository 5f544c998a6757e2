"""Tables of staff. Private to this domain."""

from tortoise import fields
from tortoise.models import Model


class Staff(Model):
    """A WeCom member of the company: guide, community manager or head office. `userid` is the WeCom userid.

    `department_id` is the main department; `read_at` when they were last read alone, after WeCom told of a change.
    """

    id = fields.UUIDField(primary_key=True)
    userid = fields.CharField(64, unique=True)
    name = fields.CharField(64)
    store_id = fields.UUIDField(null=True)
    roles: fields.Field[list[str]] = fields.JSONField(default=list)
    active = fields.BooleanField(default=True)
    login_name = fields.CharField(64, unique=True, null=True)
    password_hash = fields.CharField(200, null=True)
    created_at = fields.DatetimeField()
    department_id = fields.BigIntField(null=True)
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "staff"


class Department(Model):
    """A department at WeCom, by the platform's own number. Among its siblings the greater `position` comes first."""

    id = fields.BigIntField(primary_key=True, generated=False)
    name = fields.CharField(64)
    parent_id = fields.BigIntField(db_index=True)
    position = fields.BigIntField(default=0)

    class Meta:
        table = "departments"
