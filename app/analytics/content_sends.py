"""What became of what guides sent: sendings, who opened them, and the orders that came by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from app.kernel import db
from app.kernel.clock import SHANGHAI


class Dimension(StrEnum):
    """SUBJECT: the product or coupon template that was shown, by itself or by a material of the library."""

    MATERIAL = "material"
    SUBJECT = "subject"
    GUIDE = "guide"
    STORE = "store"
    DAY = "day"


# What sendings are counted by; "" stands for those of none (no material, no store, ...).
KEYS: Mapping[Dimension, str] = MappingProxyType(
    {
        Dimension.MATERIAL: "coalesce(material_id::text, '')",
        Dimension.SUBJECT: "coalesce(subject_id::text, '')",
        Dimension.GUIDE: "staff_id::text",
        Dimension.STORE: "coalesce(store_id::text, '')",
        Dimension.DAY: "to_char(prepared_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')",
    }
)

# $1 prepared from, $2 prepared before, $3 material, $4 guide, $5 store (each or null), $6 keys after this one or null,
# $7 how many. Opens and orders belong to their sending, whenever they came. An order is paid, and what went back of it
# is told beside it, whenever it did.
STATISTICS = """
WITH sends AS (
    SELECT id, {key} AS key, status = 'sent' AS sent FROM content_sends
    WHERE prepared_at >= $1 AND prepared_at < $2 AND ($3::uuid IS NULL OR material_id = $3)
        AND ($4::uuid IS NULL OR staff_id = $4) AND ($5::uuid IS NULL OR store_id = $5)
), counted AS (
    SELECT key, count(*) AS prepared, count(*) FILTER (WHERE sent) AS sent FROM sends
    WHERE $6::text IS NULL OR key > $6 GROUP BY key ORDER BY key LIMIT $7
), chosen AS (
    SELECT id, key FROM sends JOIN counted USING (key)
), opened AS (
    SELECT c.key, count(*) AS opens, count(DISTINCT e.member_id) AS openers
    FROM chosen c JOIN radar_entrances e ON e.kind = 'guide' AND e.source_id = c.id GROUP BY 1
), bought AS (
    SELECT c.key, o.id, o.member_id, o.total FROM chosen c
    JOIN orders o ON o.entrance_kind = 'guide' AND o.entrance_source_id = c.id WHERE o.paid_at IS NOT NULL
), backs AS (
    SELECT order_id, sum(amount + stored_value) AS back FROM after_sales
    WHERE status IN ('refunding', 'done') AND order_id IN (SELECT id FROM bought) GROUP BY 1
), sold AS (
    SELECT b.key, count(*) AS orders, count(DISTINCT b.member_id) AS buyers, sum(b.total)::bigint AS paid,
        sum(coalesce(r.back, 0))::bigint AS returned
    FROM bought b LEFT JOIN backs r ON r.order_id = b.id GROUP BY 1
)
SELECT n.key, n.prepared, n.sent, coalesce(opened.opens, 0) AS opens, coalesce(opened.openers, 0) AS openers,
    coalesce(sold.orders, 0) AS orders, coalesce(sold.buyers, 0) AS buyers, coalesce(sold.paid, 0) AS paid,
    coalesce(sold.returned, 0) AS returned
FROM counted n LEFT JOIN opened USING (key) LEFT JOIN sold USING (key) ORDER BY n.key
"""
STATEMENTS: Mapping[Dimension, str] = MappingProxyType({by: STATISTICS.format(key=key) for by, key in KEYS.items()})


@dataclass(frozen=True, slots=True)
class Chosen:
    """Sendings prepared from `since` to `until`, Shanghai days and both included; null is no filter."""

    since: date
    until: date
    material_id: UUID | None = None
    staff_id: UUID | None = None
    store_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """`key`: an id, a day, or "" for those of none. `prepared` sendings, of which `sent` are confirmed by WeCom.

    `opens` of links, by `openers` people; paid `orders` of `buyers` people whose latest entrance was such a link:
    `paid` fen together, of which `returned` went back.
    """

    key: str
    prepared: int
    sent: int
    opens: int
    openers: int
    orders: int
    buyers: int
    paid: int
    returned: int


async def content_statistics(by: Dimension, chosen: Chosen, after: str | None, limit: int) -> list[Line]:
    """At most `limit` lines in order of their key, after the given one; one read."""
    start, end = _midnight(chosen.since), _midnight(chosen.until) + timedelta(days=1)
    wanted = (chosen.material_id, chosen.staff_id, chosen.store_id)
    rows = await db.fetch(STATEMENTS[by], start, end, *wanted, after, limit)
    return [Line(**row) for row in rows]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
