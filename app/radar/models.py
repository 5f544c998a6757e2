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
