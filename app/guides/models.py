"""Tables of guides and their customers. Private to this domain."""

from typing import Any

from tortoise import fields
from tortoise.fields.db_defaults import SqlDefault
from tortoise.models import Model

from app.guides.states import (
    AttributionMode,
    CameByKind,
    EndedBy,
    NoticeKind,
    NoticeStatus,
    Performance,
    WhichFriend,
)


class Follow(Model):
    """A customer is a WeCom friend of a guide. Ended, never deleted, when either deletes the other.

    `remark`: the name under which the guide sees the customer, as far as WeCom has told.
    `came_by_kind` and `came_by_id` name what of ours they met by; `channel_code_id` is that id for channel codes.
    """

    id = fields.UUIDField(primary_key=True)
    external_userid = fields.CharField(64)
    staff_id = fields.UUIDField()
    member_id = fields.UUIDField(db_index=True)
    channel_code_id = fields.UUIDField(null=True)
    remark = fields.CharField(64, default="", db_default="")
    came_by_kind = fields.CharEnumField(CameByKind, max_length=16, null=True)
    came_by_id = fields.UUIDField(null=True)
    followed_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    ended_by = fields.CharEnumField(EndedBy, max_length=16, null=True)

    class Meta:
        table = "guide_follows"
        unique_together = (("staff_id", "external_userid"),)


class Attribution(Model):
    """The one guide a member belongs to, by the rules in force. Until `locked_until` no event gives the member to
    another; null: not locked.
    """

    member_id = fields.UUIDField(primary_key=True)
    staff_id = fields.UUIDField(db_index=True)
    since = fields.DatetimeField()
    locked_until = fields.DatetimeField(null=True)

    class Meta:
        table = "guide_attributions"


class AttributionChange(Model):
    """Every change of a member's guide, and why. `by_staff_id` and `note`: who changed it by hand, and what for.

    `hand_over_id`: the hand-over that moved it.
    """

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField(db_index=True)
    from_staff_id = fields.UUIDField(null=True)
    to_staff_id = fields.UUIDField(null=True)
    reason = fields.CharField(64)
    by_staff_id = fields.UUIDField(null=True)
    note = fields.CharField(200, default="", db_default="")
    hand_over_id = fields.UUIDField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "guide_attribution_changes"


class AttributionRules(Model):
    """A version of whose customer a member becomes, and who gets an order. Never edited, a new one is added.

    Days are how long a bond made by that event is locked; 0: the event makes none.
    """

    id = fields.UUIDField(primary_key=True)
    version = fields.IntField(unique=True)
    mode = fields.CharEnumField(AttributionMode, max_length=16)
    friends = fields.CharEnumField(WhichFriend, max_length=16)
    entry_days = fields.IntField()
    friend_days = fields.IntField()
    purchase_days = fields.IntField()
    performance = fields.CharEnumField(Performance, max_length=16)
    created_by = fields.UUIDField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "guide_attribution_rules"


class Notice(Model):
    """A WeCom app message to a guide. `dedupe_key` makes one fact tell once.

    With `buttons` (keys of buttons.py) it is a card under `title`; the first press is its `answer`. `member_id`:
    whom it is about.
    """

    id = fields.UUIDField(primary_key=True)
    staff_id = fields.UUIDField(db_index=True)
    kind = fields.CharEnumField(NoticeKind, max_length=32)
    dedupe_key = fields.CharField(160, unique=True)
    content = fields.CharField(1000)
    title = fields.CharField(26, default="", db_default="")
    buttons: fields.Field[list[str]] = fields.JSONField(default=list, db_default=SqlDefault("'[]'"))
    member_id = fields.UUIDField(null=True)
    answer = fields.CharField(32, null=True)
    answered_at = fields.DatetimeField(null=True)
    status = fields.CharEnumField(NoticeStatus, max_length=16, default=NoticeStatus.WAITING)
    failure = fields.CharField(200, null=True)
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "guide_notices"


class Mute(Model):
    """A guide wants to hear nothing of what a customer looks at until then."""

    id = fields.UUIDField(primary_key=True)
    staff_id = fields.UUIDField()
    member_id = fields.UUIDField()
    until = fields.DatetimeField()

    class Meta:
        table = "guide_mutes"
        unique_together = (("staff_id", "member_id"),)


class GroupChat(Model):
    """A customer group (客户群) at WeCom, as it was when we began to read it at `synced_at`."""

    chat_id = fields.CharField(64, primary_key=True)
    name = fields.CharField(120, default="")
    owner_userid = fields.CharField(64, db_index=True)
    member_version = fields.CharField(64, default="")
    created_at = fields.DatetimeField()
    synced_at = fields.DatetimeField()
    dismissed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "group_chats"


class GroupMember(Model):
    """A customer in a group. `left_at` null while inside; `state` is that of the join way they came by."""

    id = fields.UUIDField(primary_key=True)
    chat_id = fields.CharField(64)
    external_userid = fields.CharField(64, db_index=True)
    state = fields.CharField(30, default="", db_default="")
    joined_at = fields.DatetimeField()
    left_at = fields.DatetimeField(null=True)

    class Meta:
        table = "group_members"
        unique_together = (("chat_id", "external_userid"),)


class Loss(Model):
    """A customer and a guide who are friends no more, by whom, and what the customer was worth until then.

    `store_id` is the guide's store of that moment. `orders` and `spent` (fen, less what went back) are null until they
    are known. `tell_at`: when the alert is due; null when it was told, or is not to be. `recovered_at`: friends again.
    """

    id = fields.UUIDField(primary_key=True)
    follow_id = fields.UUIDField(db_index=True)
    member_id = fields.UUIDField()
    staff_id = fields.UUIDField()
    store_id = fields.UUIDField(null=True)
    by = fields.CharEnumField(EndedBy, max_length=16)
    at = fields.DatetimeField()
    friends_since = fields.DatetimeField()
    orders = fields.IntField(null=True)
    spent = fields.BigIntField(null=True)
    reasons: fields.Field[list[str]] = fields.JSONField(default=list)
    recovered_at = fields.DatetimeField(null=True)
    tell_at = fields.DatetimeField(null=True)

    class Meta:
        table = "guide_losses"


class LossWarning(Model):
    """A guide deleted as many customers in a Shanghai day as head office wants to hear of. `due_at` null once told."""

    id = fields.UUIDField(primary_key=True)
    staff_id = fields.UUIDField()
    day = fields.CharField(10)
    due_at = fields.DatetimeField(null=True)

    class Meta:
        table = "guide_loss_warnings"
        unique_together = (("staff_id", "day"),)


class LossAlertPolicy(Model):
    """One row, or none before the first edit. `terms` as `app/guides/loss_policy.py` says."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    terms: fields.Field[dict[str, Any]] = fields.JSONField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "guide_loss_policy"
