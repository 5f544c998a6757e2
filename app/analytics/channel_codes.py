"""What became of those who came by channel codes: scan → friend → member → first order → value of 90 days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from asyncpg import Record

from app.acquisition import queries as acquisition
from app.kernel import db
from app.kernel.clock import SHANGHAI

# $1 codes or channels of links, $2 met from, $3 met before, both nullable. A customer whom two guides met by one code
# counts once, with the guide and on the day that were first. `arrived`: told of by WeCom, who they are not yet known.
# What went back is taken off an order's value, whenever it did.
STATISTICS = """
WITH friends AS (
    SELECT came_by_id AS code_id, member_id, (array_agg(staff_id ORDER BY followed_at, staff_id))[1] AS staff_id,
        min(followed_at) AS met_at, bool_or(ended_at IS NULL) AS kept
    FROM guide_follows WHERE came_by_id = ANY($1::uuid[]) GROUP BY 1, 2
    HAVING min(followed_at) >= coalesce($2::timestamptz, '-infinity')
       AND min(followed_at) < coalesce($3::timestamptz, 'infinity')
), bought AS (
    SELECT o.id, o.member_id, o.total, o.paid_at FROM orders o
    WHERE o.paid_at IS NOT NULL AND o.member_id IN (SELECT member_id FROM friends)
), firsts AS (
    SELECT member_id, min(paid_at) AS paid_at FROM bought GROUP BY 1
), backs AS (
    SELECT order_id, sum(amount + stored_value) AS back FROM after_sales
    WHERE status IN ('refunding', 'done') AND order_id IN (SELECT id FROM bought) GROUP BY 1
), worth AS (
    SELECT f.code_id, f.member_id, sum(b.total - coalesce(r.back, 0)) AS fen
    FROM friends f JOIN bought b ON b.member_id = f.member_id AND b.paid_at >= f.met_at
        AND b.paid_at < f.met_at + interval '90 days'
    LEFT JOIN backs r ON r.order_id = b.id GROUP BY 1, 2
), arrived AS (
    SELECT DISTINCT ON (w.channel_code_id, w.external_userid) w.channel_code_id AS code_id, w.userid
    FROM guide_welcomes w LEFT JOIN guide_follows f
        ON f.channel_code_id = w.channel_code_id AND f.external_userid = w.external_userid
    WHERE w.channel_code_id = ANY($1::uuid[]) AND f.id IS NULL
      AND w.deadline_at >= coalesce($2::timestamptz, '-infinity')
      AND w.deadline_at < coalesce($3::timestamptz, 'infinity')
    ORDER BY w.channel_code_id, w.external_userid, w.deadline_at
), people AS (
    SELECT f.code_id, f.staff_id, true AS friend, f.kept, m.joined_at IS NOT NULL AS member,
        coalesce(m.joined_at >= f.met_at, false) AS joined, coalesce(o.paid_at >= f.met_at, false) AS first_order,
        w.fen IS NOT NULL AS buyer, coalesce(w.fen, 0) AS fen
    FROM friends f JOIN members m ON m.id = f.member_id LEFT JOIN firsts o ON o.member_id = f.member_id
    LEFT JOIN worth w ON w.code_id = f.code_id AND w.member_id = f.member_id
    UNION ALL
    SELECT a.code_id, s.id, false, false, false, false, false, false, 0
    FROM arrived a LEFT JOIN staff s ON s.userid = a.userid
)
SELECT p.code_id, s.store_id, p.staff_id, grouping(s.store_id) = 0 AS of_store, grouping(p.staff_id) = 0 AS of_guide,
    count(*) AS scans, count(*) FILTER (WHERE friend) AS friends, count(*) FILTER (WHERE kept) AS kept,
    count(*) FILTER (WHERE member) AS members, count(*) FILTER (WHERE joined) AS joined,
    count(*) FILTER (WHERE first_order) AS first_orders, count(*) FILTER (WHERE buyer) AS buyers,
    coalesce(sum(fen), 0)::bigint AS value_90
FROM people p LEFT JOIN staff s ON s.id = p.staff_id
GROUP BY GROUPING SETS ((p.code_id), (p.code_id, s.store_id), (p.code_id, p.staff_id))
ORDER BY p.code_id, friends DESC, s.store_id, p.staff_id
"""


@dataclass(frozen=True, slots=True)
class Funnel:
    """People, each counted once per code. `scans` are those WeCom told of: a scan without a friendship stays unknown.

    `kept` are friends still; `members` use the mini-program, `joined` of them since they met; `first_orders` paid
    their first order ever since; `buyers` paid one in 90 days since, `value_90` fen together less what went back.
    """

    scans: int = 0
    friends: int = 0
    kept: int = 0
    members: int = 0
    joined: int = 0
    first_orders: int = 0
    buyers: int = 0
    value_90: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a store or guide, `id` null for those of no store."""

    id: UUID | None
    funnel: Funnel


@dataclass(frozen=True, slots=True)
class CodeStatistics:
    code_id: UUID
    name: str
    campaign: str
    ad: str
    store_id: UUID | None
    total: Funnel
    stores: list[Share]
    guides: list[Share]


async def code_statistics(code_id: UUID, since: date | None, until: date | None) -> CodeStatistics:
    """Of those met from `since` to `until`, Shanghai days and both included. Raises ChannelCodeNotFound."""
    return (await _of([await acquisition.channel_code(code_id)], since, until))[0]


async def codes_statistics(
    before: UUID | None, limit: int, since: date | None, until: date | None
) -> list[CodeStatistics]:
    """The same of at most `limit` codes that are not deleted, newest first, older than the given one; one read."""
    return await _of(await acquisition.channel_codes_page(before, limit), since, until)


async def funnels(ids: Sequence[UUID], since: date | None, until: date | None) -> dict[UUID, Funnel]:
    """Everybody who came by each of these codes or channels of links; nobody came by those left out."""
    rows = await db.fetch(STATISTICS, list(ids), *period(since, until))
    return {row["code_id"]: _funnel(row) for row in rows if not row["of_store"] and not row["of_guide"]}


def period(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    """The first moment of a period of Shanghai days and the first after it; none where it has no bound."""
    return _midnight(since) if since else None, _midnight(until) + timedelta(days=1) if until else None


async def _of(codes: Sequence[acquisition.Code], since: date | None, until: date | None) -> list[CodeStatistics]:
    rows = await db.fetch(STATISTICS, [code.id for code in codes], *period(since, until))
    return [_statistics(code, [row for row in rows if row["code_id"] == code.id]) for code in codes]


def _statistics(code: acquisition.Code, rows: Sequence[Record]) -> CodeStatistics:
    totals = [_funnel(row) for row in rows if not row["of_store"] and not row["of_guide"]]
    return CodeStatistics(
        code.id,
        code.terms.name,
        code.terms.campaign,
        code.terms.ad,
        code.terms.store_id,
        totals[0] if totals else Funnel(),
        [Share(row["store_id"], _funnel(row)) for row in rows if row["of_store"]],
        [Share(row["staff_id"], _funnel(row)) for row in rows if row["of_guide"]],
    )


def _funnel(row: Record) -> Funnel:
    return Funnel(**{name: row[name] for name in Funnel.__dataclass_fields__})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
