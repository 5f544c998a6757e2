"""A customer at a glance, for their guide: who they are, what they bought, what they look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from app.kernel import clock, db
from app.kernel.personal import personal_data
from app.members.queries import masked

LOOKED_AT_FOR = timedelta(days=30)
MOST_LOOKED_AT = 5
WHOLE = 10_000

# $1 member, $2 channel code, $3 views since, $4 how many products. What went back is counted whenever it did.
INSIGHT = """
WITH bought AS (
    SELECT id, total, paid_at FROM orders WHERE member_id = $1 AND paid_at IS NOT NULL
), sums AS (
    SELECT count(*) AS orders, coalesce(sum(total), 0)::bigint AS paid, max(paid_at) AS last_paid_at FROM bought
), backs AS (
    SELECT coalesce(sum(a.amount + a.stored_value), 0)::bigint AS refunded FROM after_sales a
    WHERE a.order_id IN (SELECT id FROM bought) AND a.kind <> 'exchange' AND a.status IN ('refunding', 'done')
), views AS (
    SELECT e.subject_id AS product_id, count(*) AS views, max(e.at) AS last_at FROM radar_events e
    WHERE e.member_id = $1 AND e.at >= $3 AND e.kind = 'product_view' AND e.subject_id IS NOT NULL
    GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1 LIMIT $4
)
SELECT m.nickname, m.level, m.phone_sealed, m.joined_at, s.id AS guide_id, s.name AS guide, c.name AS channel_code,
    sums.*, backs.*,
    (SELECT at FROM radar_events WHERE member_id = $1 ORDER BY at DESC LIMIT 1) AS last_seen_at,
    (SELECT coalesce(json_agg(json_build_object('product_id', v.product_id, 'title', p.title, 'image_url', p.image_url,
            'views', v.views, 'last_at', v.last_at) ORDER BY v.views DESC, v.last_at DESC, v.product_id), '[]')::text
        FROM views v JOIN products p ON p.id = v.product_id) AS looked_at
FROM members m CROSS JOIN sums CROSS JOIN backs
LEFT JOIN guide_attributions a ON a.member_id = m.id LEFT JOIN staff s ON s.id = a.staff_id
LEFT JOIN channel_codes c ON c.id = $2
WHERE m.id = $1
"""


@dataclass(frozen=True, slots=True)
class Insight:
    """Amounts in fen. `phone` is masked. `guide`: to whom the customer belongs. `channel_code`: its name.

    `paid`: what paid orders cost, with stored value and freight; `refunded` of it went back, `refund_rate` in basis
    points; `average` per order, rounded down. `last_seen_at`: the latest act in the mini-program. `looked_at`: the
    five products most viewed in 30 days.
    """

    nickname: str
    level: int
    phone: str | None
    joined_at: datetime | None
    guide_id: UUID | None
    guide: str | None
    channel_code: str | None
    orders: int
    paid: int
    average: int
    last_paid_at: datetime | None
    refunded: int
    refund_rate: int
    last_seen_at: datetime | None
    looked_at: list[dict[str, Any]]


async def insight(member_id: UUID, channel_code_id: UUID | None) -> Insight | None:
    """One read. None for an unknown member. `channel_code_id`: the code whose name is wanted."""
    since = clock.now() - LOOKED_AT_FOR
    row = await db.fetch_one(INSIGHT, member_id, channel_code_id, since, MOST_LOOKED_AT)
    if row is None:
        return None
    values = dict(row)
    sealed = values.pop("phone_sealed")
    return Insight(
        **values
        | {
            "phone": masked(personal_data().open(sealed)) if sealed else None,
            "average": row["paid"] // row["orders"] if row["orders"] else 0,
            "refund_rate": row["refunded"] * WHOLE // row["paid"] if row["paid"] else 0,
            "looked_at": orjson.loads(row["looked_at"]),
        }
    )
