"""Tables of hand-overs. Private to this domain."""

from tortoise import fields
from tortoise.models import Model

from app.handover.states import Commission, Split, TransferState


class HandOver(Model):
    """Customers and groups of one guide for one or several successors. `resigned`: the guide had left when it began."""

    id = fields.UUIDField(primary_key=True)
    from_staff_id = fields.UUIDField(db_index=True)
    resigned = fields.BooleanField()
    split = fields.CharEnumField(Split, max_length=16)
    commission = fields.CharEnumField(Commission, max_length=16)
    message = fields.CharField(200, default="")
    created_by = fields.UUIDField()
    created_at = fields.DatetimeField()
    cancelled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "hand_overs"


class HandOverPair(Model):
    """What one successor gets. `due_at`: when something is to be sent or asked again; null when all is over."""

    id = fields.UUIDField(primary_key=True)
    hand_over_id = fields.UUIDField(db_index=True)
    to_staff_id = fields.UUIDField()
    due_at = fields.DatetimeField(null=True)

    class Meta:
        table = "hand_over_pairs"
        unique_together = (("hand_over_id", "to_staff_id"),)


class HandedCustomer(Model):
    """One customer on the way. `reason` is WeCom's, in Chinese. `member_id` null: WeCom knows them, we do not."""

    id = fields.UUIDField(primary_key=True)
    hand_over_id = fields.UUIDField()
    pair_id = fields.UUIDField()
    external_userid = fields.CharField(64)
    member_id = fields.UUIDField(null=True)
    state = fields.CharEnumField(TransferState, max_length=16)
    reason = fields.CharField(200, default="", db_default="")
    begun_at = fields.DatetimeField(null=True)
    takeover_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "hand_over_customers"
        indexes = (("hand_over_id", "id"), ("pair_id", "state"))


class HandedGroup(Model):
    """One customer group on the way; it changes hands at once or not at all."""

    id = fields.UUIDField(primary_key=True)
    hand_over_id = fields.UUIDField()
    pair_id = fields.UUIDField(db_index=True)
    chat_id = fields.CharField(64)
    state = fields.CharEnumField(TransferState, max_length=16)
    reason = fields.CharField(200, default="", db_default="")
    begun_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "hand_over_groups"
        indexes = (("hand_over_id", "id"),)


class Unassigned(Model):
    """A customer whose guide has left and who was given to nobody, as of the last night (待分配)."""

    id = fields.UUIDField(primary_key=True)
    userid = fields.CharField(64)
    external_userid = fields.CharField(64)
    left_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()

    class Meta:
        table = "hand_over_unassigned"
        unique_together = (("userid", "external_userid"),)
