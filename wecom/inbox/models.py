"""The inbox of WeCom callbacks."""

from tortoise import fields
from tortoise.models import Model

from wecom.inbox.states import InboxStatus


class InboxMessage(Model):
    """A decrypted callback, stored before it is acknowledged. `dedupe_key` is made of the event's own content."""

    id = fields.UUIDField(primary_key=True)
    dedupe_key = fields.CharField(64, unique=True)
    event = fields.CharField(64)
    change_type = fields.CharField(64, default="")
    content = fields.TextField()
    status = fields.CharEnumField(InboxStatus, max_length=16, default=InboxStatus.WAITING)
    attempts = fields.IntField(default=0)
    failure = fields.CharField(300, null=True)
    received_at = fields.DatetimeField()
    processed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "wecom_inbox"
        indexes = (("status", "received_at"),)
