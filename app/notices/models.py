"""Tables of mini-program subscription messages. Private to this domain."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from app.notices.states import NoticeKind, NoticeStatus


class NoticeTemplate(Model):
    """Which platform template tells of a kind, and which of its keys take which of our facts."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(NoticeKind, max_length=24, unique=True)
    template_id = fields.CharField(64)
    keys: fields.Field[dict[str, str]] = fields.JSONField()
    page = fields.CharField(200, default="")
    active = fields.BooleanField(default=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "notice_templates"


class NoticeQuota(Model):
    """How many messages of a template a member's openid still allows: +1 per accept, -1 per message.

    `said_at`: an accept that only the client told of so far. `pushed_at`: when the platform last told of one.
    """

    id = fields.UUIDField(primary_key=True)
    openid = fields.CharField(64)
    template_id = fields.CharField(64)
    remaining = fields.IntField(default=0)
    said_at = fields.DatetimeField(null=True)
    pushed_at = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "notice_quotas"
        unique_together = (("openid", "template_id"),)


class MemberNotice(Model):
    """A message to a member. `source_ref` makes it be sent at most once.

    `due_at`: when a queued one is tried, and until when one that is being sent may take. `openid`, `template_id`:
    what the last try was for. `msgid`: the platform's name of what it took.
    """

    id = fields.UUIDField(primary_key=True)
    source_ref = fields.CharField(120, unique=True)
    member_id = fields.UUIDField(db_index=True)
    kind = fields.CharEnumField(NoticeKind, max_length=24)
    facts: fields.Field[dict[str, Any]] = fields.JSONField()
    status = fields.CharEnumField(NoticeStatus, max_length=16, default=NoticeStatus.QUEUED)
    attempts = fields.IntField(default=0)
    due_at = fields.DatetimeField(null=True)
    openid = fields.CharField(64, default="")
    template_id = fields.CharField(64, default="")
    msgid = fields.CharField(64, null=True, db_index=True)
    error = fields.CharField(200, default="")
    created_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "member_notices"


class MiniProgramPush(Model):
    """A message push that counted. `dedupe_key` is made of its content: the platform repeats what it tells."""

    id = fields.UUIDField(primary_key=True)
    dedupe_key = fields.CharField(64, unique=True)
    event = fields.CharField(64)
    openid = fields.CharField(64)
    received_at = fields.DatetimeField()

    class Meta:
        table = "miniprogram_pushes"
