"""A guide's customers today: whom they met, and who was active."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel import db

# $1 guide, $2 since, $3 how many. Those who ordered first, then by how much they did.
ACTIVE = """
SELECT m.nickname, count(*) FILTER (WHERE e.kind = 'product_view') AS views,
    count(*) FILTER (WHERE e.kind = 'order_placed') AS orders, max(e.at) AS last_at
FROM guide_attributions a JOIN radar_events e ON e.member_id = a.member_id AND e.at >= $2
    JOIN members m ON m.id = a.member_id
WHERE a.staff_id = $1 GROUP BY a.member_id, m.nickname
ORDER BY orders DESC, views DESC, last_at DESC LIMIT $3
"""
# $1 guide, $2 since, $3 how many
MET = """
SELECT m.nickname FROM guide_follows f JOIN members m ON m.id = f.member_id
WHERE f.staff_id = $1 AND f.followed_at >= $2 AND f.ended_at IS NULL AND f.came_by_kind IS DISTINCT FROM 'hand_over'
ORDER BY f.followed_at DESC LIMIT $3
"""


@dataclass(frozen=True, slots=True)
class Active:
    """What one customer did today."""

    nickname: str
    views: int
    orders: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Today:
    """The most active customers and the nicknames of the newest friends."""

    active: list[Active]
    met: list[str]


async def customers_since(staff_id: UUID, since: datetime, most: int) -> Today:
    """At most `most` of each."""
    active = [Active(**dict(row)) for row in await db.fetch(ACTIVE, staff_id, since, most)]
    return Today(active, [row["nickname"] for row in await db.fetch(MET, staff_id, since, most)])
