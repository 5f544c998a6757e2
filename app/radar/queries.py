"""Reads of the radar."""

from datetime import datetime
from uuid import UUID

from app.kernel import db
from app.radar.sql import LATEST_ENTRANCE
from app.radar.states import EntranceKind


async def latest_entrance(member_id: UUID, since: datetime) -> tuple[EntranceKind, UUID] | None:
    """(kind, source id) of the link the member last came in by, not before `since`."""
    row = await db.fetch_one(LATEST_ENTRANCE, member_id, since)
    return (EntranceKind(row["kind"]), row["source_id"]) if row else None
