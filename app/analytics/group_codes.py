"""What became of those who joined groups by group codes: joined → still inside → member → first order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.acquisition import code_queries as acquisition
from app.analytics.channel_codes import period
from app.kernel import db

# $1 states of codes, $2 joined from, $3 joined before, both nullable. A person in two groups of a code counts once.
STATISTICS = """
WITH people AS (
    SELECT state, external_userid, min(joined_at) AS joined_at, bool_or(left_at IS NULL) AS inside
    FROM group_members WHERE state = ANY($1::text[]) GROUP BY 1, 2
    HAVING min(joined_at) >= coalesce($2::timestamptz, '-infinity')
       AND min(joined_at) < coalesce($3::timestamptz, 'infinity')
), known AS (
    SELECT p.*, i.member_id, m.joined_at AS member_since,
        (SELECT min(o.paid_at) FROM orders o WHERE o.member_id = i.member_id AND o.paid_at IS NOT NULL) AS first_paid_at
    FROM people p
    LEFT JOIN member_identities i ON i.kind = 'external_userid' AND i.value = p.external_userid
    LEFT JOIN members m ON m.id = i.member_id
)
SELECT state, count(*) AS joined, count(*) FILTER (WHERE inside) AS inside,
    count(DISTINCT member_id) FILTER (WHERE member_since IS NOT NULL) AS members,
    count(DISTINCT member_id) FILTER (WHERE first_paid_at >= joined_at) AS first_orders
FROM known GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class GroupCodeStatistics:
    """People, each once per code: who joined by it, are inside still, use the mini-program, and paid their first order
    ever since they joined. WeCom names only customers of the company among them as such.
    """

    code_id: UUID
    name: str
    joined: int = 0
    inside: int = 0
    members: int = 0
    first_orders: int = 0


async def group_code_statistics(code_id: UUID, since: date | None, until: date | None) -> GroupCodeStatistics:
    """Of those who joined from `since` to `until`, Shanghai days and both included. Raises GroupCodeNotFound."""
    return (await _of([await acquisition.group_code(code_id)], since, until))[0]


async def _of(
    codes: Sequence[acquisition.OfGroups], since: date | None, until: date | None
) -> list[GroupCodeStatistics]:
    rows = await db.fetch(STATISTICS, [code.state for code in codes], *period(since, until))
    counts = {
        row["state"]: {name: row[name] for name in ("joined", "inside", "members", "first_orders")} for row in rows
    }
    return [GroupCodeStatistics(code.id, code.terms.name, **counts.get(code.state, {})) for code in codes]
