"""A member passes a page on, and whoever comes by it is known to come by them."""

from uuid import UUID

from app.kernel import clock
from app.kernel.ids import new_id
from app.radar.links import entrance_token, read_token
from app.radar.models import Share
from app.radar.states import EntranceKind

LONGEST_CHAIN = 20


async def share(member_id: UUID, product_id: UUID | None, came_by: str | None) -> str:
    """The token of the shared link. `came_by` is the token the sharer came in by: it becomes the chain before.

    A chain keeps its latest 20 shares, and where the first of all came from. Raises LinkForged.
    """
    chain: list[str] = []
    origin: tuple[str | None, UUID | None] = (None, None)
    if came_by:
        kind, source_id = read_token(came_by)
        origin = (kind.value, source_id)
        before = await Share.get_or_none(id=source_id) if kind is EntranceKind.SHARE else None
        if before is not None:
            chain = [*before.chain, str(before.id)][-LONGEST_CHAIN:]
            origin = (before.origin_kind, before.origin_source_id)
    made = await Share.create(
        id=new_id(),
        member_id=member_id,
        product_id=product_id,
        chain=chain,
        origin_kind=origin[0],
        origin_source_id=origin[1],
        created_at=clock.now(),
    )
    return entrance_token(EntranceKind.SHARE, made.id)
