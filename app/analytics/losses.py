"""Lost customers counted by guide, store, reason or day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.kernel import db
from app.kernel.clock import SHANGHAI


class Dimension(StrEnum):
    GUIDE = "guide"
    STORE = "store"
    REASON = "reason"
    DAY = "day"


# $1 from, $2 before, both nullable, $3 how many groups. A loss with several reasons counts under each of them.
COUNTED = """
SELECT {key} AS key, {name} AS name, count(*) AS losses, count(*) FILTER (WHERE l.by = 'customer') AS by_customer,
    count(*) FILTER (WHERE l.by = 'guide') AS by_guide, count(l.recovered_at) AS recovered,
    count(*) FILTER (WHERE l.orders > 0) AS buyers, coalesce(sum(l.spent), 0)::bigint AS spent
FROM guide_losses l {joined}
WHERE l.at >= coalesce($1::timestamptz, '-infinity') AND l.at < coalesce($2::timestamptz, 'infinity')
GROUP BY 1, 2 ORDER BY {order} LIMIT $3
"""
MOST_FIRST = "losses DESC, key"
STATEMENTS = {
    Dimension.GUIDE: COUNTED.format(
        key="l.staff_id::text", name="s.name", joined="LEFT JOIN staff s ON s.id = l.staff_id", order=MOST_FIRST
    ),
    Dimension.STORE: COUNTED.format(
        key="l.store_id::text", name="s.name", joined="LEFT JOIN stores s ON s.id = l.store_id", order=MOST_FIRST
    ),
    Dimension.REASON: COUNTED.format(
        key="r.reason",
        name="r.reason",
        joined="LEFT JOIN LATERAL jsonb_array_elements_text(l.reasons) AS r (reason) ON true",
        order=MOST_FIRST,
    ),
    Dimension.DAY: COUNTED.format(
        key="(l.at AT TIME ZONE 'Asia/Shanghai')::date::text", name="NULL::text", joined="", order="key DESC"
    ),
}


@dataclass(frozen=True, slots=True)
class LossCount:
    """`key` is the id of guide or store, the reason, or the Shanghai day; null for losses of no store or without
    reason. `recovered` became friends again; `buyers` had paid orders, which came to `spent` fen of all together.
    """

    key: str | None
    name: str | None
    losses: int
    by_customer: int
    by_guide: int
    recovered: int
    buyers: int
    spent: int


async def loss_counts(by: Dimension, since: date | None, until: date | None, limit: int) -> list[LossCount]:
    """Of losses from `since` to `until`, Shanghai days and both included; the most first, days the latest first."""
    first = datetime.combine(since, time(), SHANGHAI) if since else None
    end = datetime.combine(until, time(), SHANGHAI) + timedelta(days=1) if until else None
    return [LossCount(**dict(row)) for row in await db.fetch(STATEMENTS[by], first, end, limit)]
