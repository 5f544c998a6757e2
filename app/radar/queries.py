"""Reads of the radar."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from app.kernel import db
from app.radar import sql
from app.radar.sql import LATEST_ENTRANCE
from app.radar.states import EntranceKind


async def latest_entrance(member_id: UUID, since: datetime) -> tuple[EntranceKind, UUID] | None:
    """(kind, source id) of the link the member last came in by, not before `since`."""
    row = await db.fetch_one(LATEST_ENTRANCE, member_id, since)
    return (EntranceKind(row["kind"]), row["source_id"]) if row else None


async def last_stores(member_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The store whose link each of these members came in by last, of those who did."""
    return {row["member_id"]: row["store_id"] for row in await db.fetch(sql.LAST_STORES, list(member_ids))}
