"""Reads of the library and of sendings."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.content import sql
from app.content.errors import MaterialNotFound, SendNotFound
from app.content.models import ContentSend, Material
from app.content.states import MaterialKind, MaterialStatus
from app.content.wanted import PAGES
from app.kernel import clock, db
from app.radar.errors import LinkForged
from app.radar.links import read_token
from app.radar.states import EntranceKind
from app.staff.queries import staff_by_id


@dataclass(frozen=True, slots=True)
class Filter:
    """Null and "" are no filter. A category holds all below it; `search` is a part of the title."""

    category_id: UUID | None = None
    search: str = ""
    kind: MaterialKind | None = None


async def material(material_id: UUID) -> Material:
    """Raises MaterialNotFound."""
    found = await Material.get_or_none(id=material_id)
    if found is None:
        raise MaterialNotFound
    return found


async def materials_page(
    chosen: Filter, status: MaterialStatus | None, before: UUID | None, limit: int
) -> list[Material]:
    """At most `limit` of the whole library, newest first, older than the given one."""
    return await _page(sql.OFFICE_PAGE, chosen, before, limit, status)


async def shelf(staff_id: UUID, chosen: Filter, before: UUID | None, limit: int) -> list[Material]:
    """What this guide may send now: published, in time, for their store; newest first, older than the given one."""
    staff = await staff_by_id(staff_id)
    store_id = str(staff.store_id) if staff and staff.store_id else None
    return await _page(sql.SHELF, chosen, before, limit, store_id, clock.now())


async def shown(material_id: UUID) -> Material:
    """An article, file or video as a member reads it, also after it was archived or ran out: it was sent once.

    Raises MaterialNotFound, also for a draft.
    """
    kinds = (MaterialKind.ARTICLE, MaterialKind.FILE, MaterialKind.VIDEO)
    found = await Material.filter(id=material_id, kind__in=kinds).exclude(status=MaterialStatus.DRAFT).get_or_none()
    if found is None:
        raise MaterialNotFound
    return found


async def landing(scene: str) -> str:
    """The page behind a poster's mini-program code, with the link's token. Raises LinkForged, SendNotFound."""
    kind, send_id = read_token(scene)
    if kind is not EntranceKind.GUIDE:
        raise LinkForged
    send = await ContentSend.get_or_none(id=send_id)
    if send is None or send.kind not in PAGES:
        raise SendNotFound
    target = send.subject_id or send.material_id
    assert target is not None, "what has a page has something on it"
    return PAGES[send.kind](target, kind, send_id)


async def _page(statement: str, chosen: Filter, before: UUID | None, limit: int, *more: Any) -> list[Material]:
    rows = await db.fetch(statement, chosen.category_id, chosen.search or None, chosen.kind, before, limit, *more)
    return await Material.filter(id__in=[row["id"] for row in rows]).order_by("-id")
