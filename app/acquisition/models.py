"""Tables of codes, links and welcomes. Private to this domain."""

from typing import Any

from tortoise import fields
from tortoise.fields.db_defaults import SqlDefault
from tortoise.models import Model

from app.acquisition.states import (
    ChannelCodeStatus,
    DifferenceKind,
    Rotation,
    Standing,
    StoreCodeMode,
    WelcomeStatus,
)


class ChannelCode(Model):
    """A contact-way QR code of guides. `state` (≤ 30 characters) comes back in the friend-added callback.

    `guides` and `welcomes` as in code_terms.py. `told` is the WayTerms WeCom has confirmed last, null while that is
    not known. `due_at`: when who is on duty must be looked at again. `claim` until `claimed_until` names the one job
    that may change the way. `multi` false: the way was made for one guide only, which WeCom never changes. `left_out`:
    the staff ids of guides whom WeCom allows no customers (left_out.py).
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
    left_out: fields.Field[list[str]] = fields.JSONField(default=list, db_default=SqlDefault("'[]'"))
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


class AtWeCom(Model):
    """What a job makes at WeCom and keeps in line there (keep_at_wecom.py).

    `remote_id` is WeCom's name of it. `told` is what WeCom has confirmed last, null before that. `due_at`: when it is
    looked at again; `look`: at the next chance, even if nothing changed here. `claim` until `claimed_until` names the
    one job that may change it there. `lost_answers` counts calls to make it of which nobody knows whether they did.
    """

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(30)
    status = fields.CharEnumField(Standing, max_length=16, default=Standing.REQUESTED)
    remote_id = fields.CharField(64, unique=True, null=True)
    told: fields.Field[dict[str, Any] | None] = fields.JSONField(null=True)
    due_at = fields.DatetimeField(null=True)
    look = fields.BooleanField(default=False)
    claim = fields.UUIDField(null=True)
    claimed_until = fields.DatetimeField(null=True)
    lost_answers = fields.IntField(default=0)
    failure = fields.CharField(200, null=True)
    created_at = fields.DatetimeField()

    class Meta:
        abstract = True


class GroupCode(AtWeCom):
    """A QR code (群活码) that leads into the first of its groups with room. `state` comes back with each who joins.

    `groups_now` are the groups WeCom had behind it when last asked: it adds those it opens by itself.
    """

    chat_ids: fields.Field[list[str]] = fields.JSONField(default=list)
    groups_now: fields.Field[list[str]] = fields.JSONField(default=list)
    auto_create = fields.BooleanField(default=True)
    base_name = fields.CharField(40, default="")
    base_id = fields.IntField(default=1)
    state = fields.CharField(30, unique=True)
    qr_code = fields.CharField(512, null=True)
    store_id = fields.UUIDField(null=True)
    campaign = fields.CharField(64, default="")

    class Meta:
        table = "group_codes"


class Link(AtWeCom):
    """An acquisition link (获客链接). `count_at`: when its customers are read next."""

    staff_ids: fields.Field[list[str]] = fields.JSONField(default=list)
    departments: fields.Field[list[int]] = fields.JSONField(default=list)
    skip_verify = fields.BooleanField(default=True)
    url = fields.CharField(512, null=True)
    count_at = fields.DatetimeField(null=True)

    class Meta:
        table = "acquisition_links"


class LinkChannel(Model):
    """One use of a link (customer_channel): whoever comes by its address is known by it."""

    id = fields.UUIDField(primary_key=True)
    link_id = fields.UUIDField(db_index=True)
    name = fields.CharField(30)
    store_id = fields.UUIDField(null=True)
    campaign = fields.CharField(64, default="")
    ad = fields.CharField(64, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "acquisition_link_channels"


class LinkCustomer(Model):
    """A customer who came by a link, as WeCom counts them. `channel_id` null for an address without one of ours."""

    id = fields.UUIDField(primary_key=True)
    link_id = fields.UUIDField()
    channel_id = fields.UUIDField(null=True, db_index=True)
    external_userid = fields.CharField(64)
    userid = fields.CharField(64)
    chatted = fields.BooleanField(default=False)
    seen_at = fields.DatetimeField()

    class Meta:
        table = "acquisition_link_customers"
        unique_together = (("link_id", "external_userid", "userid"),)


class LinkQuota(Model):
    """The one row (id 1) of how many customers links may still win, as it was at `read_at`."""

    id = fields.SmallIntField(primary_key=True)
    total = fields.IntField()
    balance = fields.IntField()
    expiring = fields.IntField(default=0)
    expires_at = fields.DatetimeField(null=True)
    read_at = fields.DatetimeField()

    class Meta:
        table = "acquisition_quota"


class StoreCode(Model):
    """A code (门店活码) of the chain or a region that leads to the nearest store's guides or group.

    `fallback_id` is head office's code of the same mode, with `far_text` for whoever is near no store.
    """

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(30)
    mode = fields.CharEnumField(StoreCodeMode, max_length=8)
    fallback_id = fields.UUIDField(null=True)
    far_text = fields.CharField(200)
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "store_codes"


class StoreCodeEntry(Model):
    """A store of a store code: the channel code or group code it leads to, and up to which distance."""

    id = fields.UUIDField(primary_key=True)
    code_id = fields.UUIDField()
    store_id = fields.UUIDField()
    target_id = fields.UUIDField()
    radius_m = fields.IntField()

    class Meta:
        table = "store_code_entries"
        unique_together = (("code_id", "store_id"),)
