"""Whose customer somebody is, or was."""

from datetime import datetime
from uuid import UUID

from app.kernel import db

# $1 member, $2 when
OWNERS_AT = """
SELECT staff_id FROM guide_follows
WHERE member_id = $1 AND followed_at <= $2 AND (ended_at IS NULL OR ended_at > $2)
UNION
SELECT staff_id FROM guide_attributions WHERE member_id = $1 AND since <= $2
"""


async def owners_at(member_id: UUID, at: datetime) -> set[UUID]:
    """The guides who were friends with the member at that moment, and the one the member belongs to since before."""
    return {row["staff_id"] for row in await db.fetch(OWNERS_AT, member_id, at)}
