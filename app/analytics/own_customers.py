"""A guide's customers, page by page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel import db

LAST = UUID(int=2**128 - 1)

# Both ways to be one's own are read in order of member, newest first, and no further than a page; a search reads all
# of them and no more. $1 guide, $2 members before this, $3 how many, $4 part of a nickname.
_FRIENDS = "SELECT member_id FROM guide_follows WHERE staff_id = $1 AND ended_at IS NULL AND member_id < $2"
_BELONGING = "SELECT member_id FROM guide_attributions WHERE staff_id = $1 AND member_id < $2"
_SHOWN = """
SELECT m.id AS member_id, m.nickname, m.level, m.joined_at, f.external_userid, f.followed_at,
    a.member_id IS NOT NULL AS attributed, s.at AS last_seen_at
FROM ({own}) AS own JOIN members m ON m.id = own.member_id
LEFT JOIN LATERAL (
    SELECT external_userid, followed_at FROM guide_follows w
    WHERE w.staff_id = $1 AND w.member_id = own.member_id AND w.ended_at IS NULL
    ORDER BY followed_at DESC LIMIT 1) f ON true
LEFT JOIN guide_attributions a ON a.member_id = own.member_id AND a.staff_id = $1
LEFT JOIN LATERAL (SELECT at FROM radar_events e WHERE e.member_id = own.member_id ORDER BY at DESC LIMIT 1) s ON true
ORDER BY m.id DESC
"""
PAGE = _SHOWN.format(
    own=f"""
    (SELECT DISTINCT member_id FROM ({_FRIENDS} ORDER BY member_id DESC) AS friends ORDER BY member_id DESC LIMIT $3)
    UNION ({_BELONGING} ORDER BY member_id DESC LIMIT $3) ORDER BY member_id DESC LIMIT $3"""
)
SEARCH = _SHOWN.format(
    own=f"""
    SELECT member_id FROM ({_FRIENDS} UNION {_BELONGING}) AS every JOIN members n ON n.id = every.member_id
    WHERE strpos(lower(n.nickname), lower($4)) > 0 ORDER BY member_id DESC LIMIT $3"""
)


@dataclass(frozen=True, slots=True)
class Customer:
    """`external_userid` and `followed_at` are null for one who belongs to the guide and is no friend (any more)."""

    member_id: UUID
    nickname: str
    level: int
    joined_at: datetime | None
    external_userid: str | None
    followed_at: datetime | None
    attributed: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Customers:
    """Those first known latest in front. `next_cursor` is None on the last page."""

    items: list[Customer]
    next_cursor: UUID | None


async def own_customers(staff_id: UUID, cursor: UUID | None, limit: int, nickname: str = "") -> Customers:
    """Friends of the guide and who belongs to them; with `nickname` those whose name has it as a part."""
    before = cursor or LAST
    if nickname:
        rows = await db.fetch(SEARCH, staff_id, before, limit + 1, nickname)
    else:
        rows = await db.fetch(PAGE, staff_id, before, limit + 1)
    items = [Customer(**row) for row in rows[:limit]]
    return Customers(items, items[-1].member_id if len(rows) > limit else None)
