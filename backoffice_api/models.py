"""The audit trail of head office's door."""

from tortoise import fields
from tortoise.models import Model


class AuditEntry(Model):
    """Who did what through the back office, written in the same transaction as the change."""

    id = fields.UUIDField(primary_key=True)
    staff_id = fields.UUIDField(db_index=True)
    action = fields.CharField(120)
    target: fields.Field[dict[str, str]] = fields.JSONField()
    content: fields.Field[dict[str, object]] = fields.JSONField()
    at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "audit_entries"
