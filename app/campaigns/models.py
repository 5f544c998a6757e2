"""Tables of group SOPs (社群SOP). Private to this domain."""

from tortoise import fields
from tortoise.models import Model

from app.campaigns.states import Anchor, BroadcastStatus, SopStatus, TouchStatus


class Sop(Model):
    """A plan of steps for named groups."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(60)
    status = fields.CharEnumField(SopStatus, max_length=16, default=SopStatus.ACTIVE)
    created_by = fields.UUIDField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "sops"


class SopStep(Model):
    """What is sent and when. `day` and `minute` (of the Shanghai day) count from the anchor, or `at` is fixed."""

    id = fields.UUIDField(primary_key=True)
    sop_id = fields.UUIDField()
    position = fields.IntField()
    anchor = fields.CharEnumField(Anchor, max_length=16)
    day = fields.IntField(null=True)
    minute = fields.IntField(null=True)
    at = fields.DatetimeField(null=True)
    text = fields.CharField(1300)
    product_id = fields.UUIDField(null=True)

    class Meta:
        table = "sop_steps"
        unique_together = (("sop_id", "position"),)


class SopGroup(Model):
    """A group the SOP runs in."""

    id = fields.UUIDField(primary_key=True)
    sop_id = fields.UUIDField()
    chat_id = fields.CharField(64)
    bound_at = fields.DatetimeField()

    class Meta:
        table = "sop_groups"
        unique_together = (("sop_id", "chat_id"),)


class Touch(Model):
    """One step for one group: planned once, sent once."""

    id = fields.UUIDField(primary_key=True)
    step_id = fields.UUIDField()
    chat_id = fields.CharField(64)
    due_at = fields.DatetimeField()
    status = fields.CharEnumField(TouchStatus, max_length=16, default=TouchStatus.PLANNED)
    broadcast_id = fields.UUIDField(null=True, db_index=True)
    delivered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sop_touches"
        unique_together = (("step_id", "chat_id"),)
        indexes = (("status", "due_at"),)


class Broadcast(Model):
    """One message task at WeCom: exactly the groups of its touches, one sender, one content."""

    id = fields.UUIDField(primary_key=True)
    step_id = fields.UUIDField()
    sender_userid = fields.CharField(64)
    status = fields.CharEnumField(BroadcastStatus, max_length=16, default=BroadcastStatus.PLANNED)
    msgid = fields.CharField(128, unique=True, null=True)
    creating_since = fields.DatetimeField(null=True)
    failure = fields.CharField(200, null=True)
    check_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    confirmed_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sop_broadcasts"
        indexes = (("status", "check_at"),)


class StepOrder(Model):
    """An order that a step brought: the buyer came in by the step's link."""

    order_id = fields.UUIDField(primary_key=True)
    step_id = fields.UUIDField(db_index=True)
    chat_id = fields.CharField(64, null=True)
    amount = fields.BigIntField()
    at = fields.DatetimeField()

    class Meta:
        table = "sop_step_orders"
