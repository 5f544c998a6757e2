"""Tables of channel codes and welcomes. Private to this domain."""

from typing import Any

from tortoise import fields
from tortoise.fields.db_defaults import SqlDefault
from tortoise.models import Model

from app.acquisition.states import ChannelCodeStatus, DifferenceKind, Rotation, WelcomeStatus


class ChannelCode(Model):
    """A contact-way QR code of guides. `state` (≤ 30 characters) comes back in the friend-added callback.

    `guides` and `welcomes` as in code_terms.py. `told` is the WayTerms WeCom has confirmed last, null while that is
    not known. `due_at`: when who is on duty must be looked at again. `claim` until `claimed_until` names the one job
    that may change the way. `multi` false: the way was made for one guide only, which WeCom never changes.
    """

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(30)
    guides: fields.Field[list[dict[str, Any]]] = fields.JSONField(default=list, db_default=SqlDefault("'[]'"))
    rotation = fields.CharEnumField(Rotation, max_length=16, default=Rotation.TOGETHER, db_default=Rotation.TOGETHER)
    exclusive = fields.BooleanField(default=False, db_default=False)
    state = fields.CharField(30, unique=True)
    welcome_text = fields.CharField(1000)
    product_id = fields.UUIDField(null=True)
    welcomes: fields.Field[list[dict[str, Any]]] = fields.JSONField(default=list, db_default=SqlDefault("'[]'"))
    tag_ids: fields.Field[list[str]] = fields.JSONField(default=list, db_default=SqlDefault("'[]'"))
    remark_template = fields.CharField(60, default="", db_default="")
    store_id = fields.UUIDField(null=True)
    campaign = fields.CharField(64, default="", db_default="")
    ad = fields.CharField(64, default="", db_default="")
    status = fields.CharEnumField(ChannelCodeStatus, max_length=16, default=ChannelCodeStatus.REQUESTED)
    config_id = fields.CharField(64, unique=True, null=True)
    qr_code = fields.CharField(512, null=True)
    multi = fields.BooleanField(default=True, db_default=False)
    told: fields.Field[dict[str, Any] | None] = fields.JSONField(null=True)
    due_at = fields.DatetimeField(null=True)
    claim = fields.UUIDField(null=True)
    claimed_until = fields.DatetimeField(null=True)
    failure = fields.CharField(200, null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "channel_codes"


class ChannelCodeCheck(Model):
    """A night's comparison of our codes with the ways at WeCom."""

    day = fields.CharField(10, primary_key=True)
    ways = fields.IntField()
    gone = fields.IntField()
    orphans = fields.IntField()
    finished_at = fields.DatetimeField()

    class Meta:
        table = "channel_code_checks"


class ChannelCodeDifference(Model):
    """A way at WeCom and a code here that do not belong together. Found once; `resolved_at` when it was settled."""

    config_id = fields.CharField(64, primary_key=True)
    kind = fields.CharEnumField(DifferenceKind, max_length=16)
    channel_code_id = fields.UUIDField(null=True)
    state = fields.CharField(64, default="")
    found_at = fields.DatetimeField()
    resolved_at = fields.DatetimeField(null=True)

    class Meta:
        table = "channel_code_differences"


class Welcome(Model):
    """A welcome message owed to a new friend. The code works once and for 20 seconds (WeCom, page 92137).

    `userid` is the member whose friend it is; their store may decide what is said.
    """

    id = fields.UUIDField(primary_key=True)
    welcome_code = fields.CharField(128, unique=True)
    external_userid = fields.CharField(64)
    channel_code_id = fields.UUIDField()
    userid = fields.CharField(64, default="", db_default="")
    status = fields.CharEnumField(WelcomeStatus, max_length=16, default=WelcomeStatus.WAITING)
    deadline_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    failure = fields.CharField(200, null=True)

    class Meta:
        table = "guide_welcomes"
