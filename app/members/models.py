"""Tables of members. Private to this domain."""

from tortoise import fields
from tortoise.models import Model

from app.members.states import IdentityKind


class Member(Model):
    """One person, however known: as a WeCom friend, a mini-program user, or both. `joined_at` is null until login.

    `level` 0 is the entry level; a higher one may have better prices.
    """

    id = fields.UUIDField(primary_key=True)
    nickname = fields.CharField(64, default="")
    phone_sealed = fields.BinaryField(null=True)
    phone_hash = fields.CharField(64, unique=True, null=True)
    level = fields.SmallIntField(default=0, db_default=0)
    joined_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "members"


class MemberIdentity(Model):
    """A name under which a platform knows a member. One value belongs to one member."""

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField(db_index=True)
    kind = fields.CharEnumField(IdentityKind, max_length=24)
    value = fields.CharField(128)
    created_at = fields.DatetimeField()

    class Meta:
        table = "member_identities"
        unique_together = (("kind", "value"),)


class IdentityConflict(Model):
    """Two members turned out to be one person. Kept for an audited merge; nothing is merged silently."""

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField()
    other_id = fields.UUIDField()
    evidence = fields.CharField(200)
    created_at = fields.DatetimeField()

    class Meta:
        table = "member_identity_conflicts"
        unique_together = (("member_id", "other_id"),)


class Address(Model):
    """Where a member has goods sent. Name, phone and street are sealed; region and coordinates decide on delivery."""

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField(db_index=True)
    sealed = fields.BinaryField()
    region_code = fields.CharField(6)
    region = fields.CharField(64)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    is_default = fields.BooleanField(default=False)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "member_addresses"
