"""A member came in by one of our links."""

from uuid import UUID

from app.events.radar import GuideLinkFollowed
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.radar import sql
from app.radar.links import read_token
from app.radar.models import Share
from app.radar.states import EntranceKind


@atomic
async def enter(member_id: UUID, token: str) -> None:
    """Keep by which link the member came in; one's own share is no entrance. Raises LinkForged."""
    kind, source_id = read_token(token)
    if kind is EntranceKind.SHARE and await Share.exists(id=source_id, member_id=member_id):
        return
    now = clock.now()
    staff_id = await db.fetch_value(sql.ENTER, new_id(), member_id, kind.value, source_id, now)
    if staff_id:
        await outbox.publish(GuideLinkFollowed(member_id, staff_id, now))
