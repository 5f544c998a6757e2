"""Tables of tags. Private to this domain."""

from tortoise import fields
from tortoise.models import Model

from app.tags.states import Origin, Source

NAME_CHARS = 30


class TagGroup(Model):
    """A group of tags, here only or, with `mirrored`, at WeCom too.

    `wecom_id` null: not there (yet); a group is made there with its first tag. `owed_since`: a change that WeCom has
    not confirmed. `seen_at`: the reading of WeCom, or our own change there, that this row follows.
    """

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(NAME_CHARS)
    priority = fields.BigIntField(default=0)
    mirrored = fields.BooleanField()
    origin = fields.CharEnumField(Origin, max_length=8)
    wecom_id = fields.CharField(64, unique=True, null=True)
    owed_since = fields.DatetimeField(null=True)
    seen_at = fields.DatetimeField(null=True)
    failure = fields.CharField(200, null=True)
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "tag_groups"


class Tag(Model):
    """A tag that members may have; mirrored when its group is. The other columns as in TagGroup."""

    id = fields.UUIDField(primary_key=True)
    group_id = fields.UUIDField(db_index=True)
    name = fields.CharField(NAME_CHARS)
    priority = fields.BigIntField(default=0)
    origin = fields.CharEnumField(Origin, max_length=8)
    wecom_id = fields.CharField(64, unique=True, null=True)
    owed_since = fields.DatetimeField(null=True)
    seen_at = fields.DatetimeField(null=True)
    failure = fields.CharField(200, null=True)
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "tags"


class MemberTag(Model):
    """A tag on a member from `put_at` until `removed_at`. One row lives per member and tag; it counts while the tag
    itself lives. `put_by`, `removed_by`: the staff, rule or channel code; null for what WeCom told.
    """

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField()
    tag_id = fields.UUIDField()
    source = fields.CharEnumField(Source, max_length=16)
    put_by = fields.UUIDField(null=True)
    put_at = fields.DatetimeField()
    removed_source = fields.CharEnumField(Source, max_length=16, null=True)
    removed_by = fields.UUIDField(null=True)
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "member_tags"
        indexes = (("member_id", "tag_id"),)


class TagMark(Model):
    """A tag of the corp on one guide's customer, as WeCom has it. `taken_off_at`: when somebody there took it off;
    null when we did. `as_of` guards against an older reading.
    """

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField()
    staff_id = fields.UUIDField()
    tag_id = fields.UUIDField()
    marked = fields.BooleanField()
    taken_off_at = fields.DatetimeField(null=True)
    as_of = fields.DatetimeField()

    class Meta:
        table = "tag_marks"
        unique_together = (("member_id", "staff_id", "tag_id"),)


class TagReading(Model):
    """When what WeCom says of one guide's customer was read last; what was read before that is stale."""

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField()
    staff_id = fields.UUIDField()
    read_at = fields.DatetimeField()

    class Meta:
        table = "tag_readings"
        unique_together = (("member_id", "staff_id"),)


class TagMarking(Model):
    """The one job that tells WeCom of a member's tags now."""

    member_id = fields.UUIDField(primary_key=True)
    claim = fields.UUIDField()
    claimed_until = fields.DatetimeField()

    class Meta:
        table = "tag_markings"
