"""How a guide does: today, in seven days, in thirty."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from app.kernel import clock, db
from app.kernel.clock import SHANGHAI

# Days with today. An order is the guide's whom it was frozen to at placing.
PERIODS = {"today": 1, "days_7": 7, "days_30": 30}

# An order is paid within half an hour of being placed (app/orders/place_all.py) or, rarely, when its payment is found
# later: a day is room enough, and `placed_at` never moves, so its index costs the payment nothing.
# $1 guide, $2 names of periods, $3 their beginnings, $4 the earliest of them
PERFORMANCE = """
WITH paid AS MATERIALIZED (
    SELECT id, member_id, total, paid_at FROM orders
    WHERE guide_id = $1 AND placed_at >= $4::timestamptz - interval '1 day' AND paid_at >= $4::timestamptz
), backs AS MATERIALIZED (
    SELECT o.paid_at, a.amount + a.stored_value AS fen FROM after_sales a JOIN paid o ON o.id = a.order_id
    WHERE a.kind <> 'exchange' AND a.status IN ('refunding', 'done')
), friends AS MATERIALIZED (
    SELECT followed_at, ended_at FROM guide_follows
    WHERE staff_id = $1 AND followed_at >= $4::timestamptz AND came_by_kind IS DISTINCT FROM 'hand_over'
), commission AS MATERIALIZED (
    SELECT accrued_at, amount - reversed AS fen FROM commission_accruals
    WHERE staff_id = $1 AND accrued_at >= $4::timestamptz
)
SELECT p.name,
    (SELECT count(*) FROM friends f WHERE f.followed_at >= p.since) AS new_friends,
    (SELECT count(*) FROM friends f WHERE f.followed_at >= p.since AND f.ended_at IS NULL) AS kept_friends,
    (SELECT count(*) FROM paid o WHERE o.paid_at >= p.since) AS orders,
    (SELECT count(DISTINCT o.member_id) FROM paid o WHERE o.paid_at >= p.since) AS buyers,
    (SELECT coalesce(sum(o.total), 0)::bigint FROM paid o WHERE o.paid_at >= p.since) AS paid,
    (SELECT coalesce(sum(b.fen), 0)::bigint FROM backs b WHERE b.paid_at >= p.since) AS refunded,
    (SELECT coalesce(sum(c.fen), 0)::bigint FROM commission c WHERE c.accrued_at >= p.since) AS commission
FROM unnest($2::text[], $3::timestamptz[]) AS p (name, since)
"""
# $1 guide. What they have now, whenever it came.
STANDING = """
SELECT (SELECT count(*) FROM guide_follows WHERE staff_id = $1 AND ended_at IS NULL) AS friends,
    (SELECT count(*) FROM guide_attributions WHERE staff_id = $1) AS customers,
    coalesce((SELECT balance FROM ledger_accounts WHERE kind = 'commission_frozen' AND owner_id = $1), 0)
        AS commission_frozen
"""


@dataclass(frozen=True, slots=True)
class Period:
    """Amounts in fen. `kept_friends` of the new ones are friends still.

    Orders count on the day they were paid, what went back of them too, whenever it did; so does commission, less what
    returns took back.
    """

    new_friends: int
    kept_friends: int
    orders: int
    buyers: int
    paid: int
    refunded: int
    commission: int


@dataclass(frozen=True, slots=True)
class Performance:
    """`friends`: live friendships now; `customers`: who belong to the guide.

    `commission_frozen`: fen, of all time, not yet payable.
    """

    friends: int
    customers: int
    commission_frozen: int
    today: Period
    days_7: Period
    days_30: Period


async def performance(staff_id: UUID) -> Performance:
    """Days are those of Shanghai and end now. All zero for an unknown guide."""
    today = datetime.combine(clock.now().astimezone(SHANGHAI).date(), time(), SHANGHAI)
    begun = [today - timedelta(days=days - 1) for days in PERIODS.values()]
    rows = await db.fetch(PERFORMANCE, staff_id, list(PERIODS), begun, min(begun))
    periods = {row["name"]: Period(**{name: row[name] for name in Period.__dataclass_fields__}) for row in rows}
    standing = await db.fetch_one(STANDING, staff_id)
    assert standing is not None
    return Performance(**dict(standing) | periods)
