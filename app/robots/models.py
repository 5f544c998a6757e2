"""Tables of group robots. Private to this domain."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from app.robots.states import RobotStatus, SpeechStatus


class Robot(Model):
    """A robot of a group. Its key is a secret: sealed, and found again by its fingerprint.

    `claim` until `claimed_until` names the one job that lets it speak; `quiet_until`: its pace is used up.
    """

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(30)
    key_sealed = fields.BinaryField()
    key_hash = fields.CharField(64, unique=True, null=True)
    status = fields.CharEnumField(RobotStatus, max_length=16, default=RobotStatus.WORKING)
    failure = fields.CharField(200, null=True)
    claim = fields.UUIDField(null=True)
    claimed_until = fields.DatetimeField(null=True)
    quiet_until = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "robots"


class Speech(Model):
    """What a robot is to say, as in speech_terms.py; in order of `due_at` and then of `id`."""

    id = fields.UUIDField(primary_key=True)
    robot_id = fields.UUIDField()
    content: fields.Field[dict[str, Any]] = fields.JSONField()
    status = fields.CharEnumField(SpeechStatus, max_length=16, default=SpeechStatus.WAITING)
    tries = fields.IntField(default=0)
    due_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    failure = fields.CharField(200, null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "robot_speeches"
        indexes = (("robot_id", "status", "due_at"),)
