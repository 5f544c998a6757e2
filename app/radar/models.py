"""Tables of the radar. Private to this domain. The event stream is a partitioned table, see sql.py."""

from tortoise import fields
from tortoise.models import Model

from app.radar.states import EntranceKind


class Entrance(Model):
    """A member came in by one of our signed links. The latest one in the window is what an order is attributed to."""

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField()
    kind = fields.CharEnumField(EntranceKind, max_length=16)
    source_id = fields.UUIDField()
    entered_at = fields.DatetimeField()

    class Meta:
        table = "radar_entrances"
        indexes = (("member_id", "entered_at"),)


class EntranceSource(Model):
    """A place our links stand in: a live room, an article, a poster, a store's QR, an ad, a group. `store_id` and
    `chat_id` get credit for orders that came by it. `staff_id`: the one guide whose link it is.
    """

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(EntranceKind, max_length=16)
    name = fields.CharField(64)
    store_id = fields.UUIDField(null=True)
    chat_id = fields.CharField(64, null=True)
    staff_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "radar_entrance_sources"


class Share(Model):
    """A member passed a page on. `chain` are the shares before it, the first one first."""

    id = fields.UUIDField(primary_key=True)
    member_id = fields.UUIDField(db_index=True)
    product_id = fields.UUIDField(null=True)
    chain: fields.Field[list[str]] = fields.JSONField(default=list)
    origin_kind = fields.CharField(16, null=True)
    origin_source_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "radar_shares"
