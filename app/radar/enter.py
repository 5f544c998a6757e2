"""A member came in by one of our links."""

from uuid import UUID

from app.kernel import clock
from app.kernel.ids import new_id
from app.radar.links import read_token
from app.radar.models import Entrance, Share
from app.radar.states import EntranceKind


async def enter(member_id: UUID, token: str) -> None:
    """Keep by which link the member came in; one's own share is no entrance. Raises LinkForged."""
    kind, source_id = read_token(token)
    if kind is EntranceKind.SHARE and await Share.exists(id=source_id, member_id=member_id):
        return
    await Entrance.create(id=new_id(), member_id=member_id, kind=kind, source_id=source_id, entered_at=clock.now())
