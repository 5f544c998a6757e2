"""Places our links stand in, made by head office or kept for another part."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.radar.errors import NotMadeByHand
from app.radar.links import entrance_token
from app.radar.models import EntranceSource
from app.radar.states import MADE_BY_HAND, EntranceKind


@dataclass(frozen=True, slots=True)
class Source:
    """A source with the token its links carry."""

    id: UUID
    kind: EntranceKind
    name: str
    store_id: UUID | None
    chat_id: str | None
    token: str
    created_at: datetime


@atomic
async def create(
    kind: EntranceKind, name: str, store_id: UUID | None, chat_id: str | None, *, staff_id: UUID | None = None
) -> Source:
    """Put a source on the books; `staff_id` is the guide whose link it is, if one guide's.

    Raises NotMadeByHand for kinds that other parts make.
    """
    if kind not in MADE_BY_HAND:
        raise NotMadeByHand(kind=kind.value)
    made = await EntranceSource.create(
        id=new_id(),
        kind=kind,
        name=name,
        store_id=store_id,
        chat_id=chat_id,
        staff_id=staff_id,
        created_at=clock.now(),
    )
    return _source(made)


@atomic
async def keep(
    kind: EntranceKind,
    source_id: UUID,
    name: str,
    store_id: UUID | None,
    *,
    chat_id: str | None = None,
    staff_id: UUID | None = None,
) -> None:
    """Put a source of another part's making on the books, or change it there.

    `store_id` and `chat_id` get credit from now on, and `staff_id` when it is one guide's link.
    """
    credit = {"store_id": store_id, "chat_id": chat_id, "staff_id": staff_id}
    facts: dict[str, Any] = {"kind": kind, "name": name} | credit
    if not await EntranceSource.filter(id=source_id).update(**facts):
        await EntranceSource.create(id=source_id, created_at=clock.now(), **facts)


async def page(before: UUID | None, limit: int) -> list[Source]:
    """At most `limit` sources made by head office, newest first, older than the given one."""
    by_hand = EntranceSource.filter(kind__in=MADE_BY_HAND)
    found = by_hand.filter(id__lt=before) if before else by_hand
    return [_source(one) for one in await found.order_by("-id").limit(limit)]


def _source(one: EntranceSource) -> Source:
    token = entrance_token(one.kind, one.id)
    return Source(one.id, one.kind, one.name, one.store_id, one.chat_id, token, one.created_at)
