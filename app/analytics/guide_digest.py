"""What a span of time brought every guide: the numbers of their daily and weekly digest."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel import db

# $1 from, $2 before. Guides whom the span brought nothing are left out. Each part reads its rows of the span once.
DIGEST = """
WITH met AS (
    SELECT staff_id, count(*) AS friends FROM guide_follows
    WHERE followed_at >= $1 AND followed_at < $2 AND came_by_kind IS DISTINCT FROM 'hand_over' GROUP BY 1
), lost AS (
    SELECT staff_id, count(*) AS friends FROM guide_follows
    WHERE ended_at >= $1 AND ended_at < $2 AND ended_by IS DISTINCT FROM 'handed_over' GROUP BY 1
), seen AS (
    SELECT a.staff_id, count(DISTINCT e.member_id) AS members
    FROM radar_events e JOIN guide_attributions a ON a.member_id = e.member_id
    WHERE e.at >= $1 AND e.at < $2 GROUP BY 1
), paid AS (
    SELECT guide_id AS staff_id, count(*) AS orders, sum(total)::bigint AS amount
    FROM orders WHERE paid_at >= $1 AND paid_at < $2 AND guide_id IS NOT NULL GROUP BY 1
), earned AS (
    SELECT staff_id, sum(amount - reversed)::bigint AS commission
    FROM commission_accruals WHERE accrued_at >= $1 AND accrued_at < $2 GROUP BY 1
), tasks AS (
    SELECT r.staff_id, count(*) AS open FROM guide_tasks t JOIN guide_task_rows r ON r.task_id = t.id
    WHERE t.status = 'running' AND r.status = 'open' GROUP BY 1
)
SELECT s.id AS staff_id, coalesce(met.friends, 0) AS new_friends, coalesce(lost.friends, 0) AS lost,
    coalesce(seen.members, 0) AS active, coalesce(paid.orders, 0) AS orders, coalesce(paid.amount, 0) AS paid,
    coalesce(earned.commission, 0) AS commission,
    coalesce(tasks.open, 0) AS open_tasks
FROM staff s LEFT JOIN met ON met.staff_id = s.id LEFT JOIN lost ON lost.staff_id = s.id
    LEFT JOIN seen ON seen.staff_id = s.id LEFT JOIN paid ON paid.staff_id = s.id
    LEFT JOIN earned ON earned.staff_id = s.id
    LEFT JOIN tasks ON tasks.staff_id = s.id
WHERE s.active AND (met.friends > 0 OR lost.friends > 0 OR seen.members > 0 OR paid.orders > 0)
ORDER BY s.id
"""


@dataclass(frozen=True, slots=True)
class Digest:
    """`active`: own customers who did something. `paid` and `commission` in fen, of orders paid in the span.

    `open_tasks`: tasks that run now and are not done.
    """

    staff_id: UUID
    new_friends: int
    lost: int
    active: int
    orders: int
    paid: int
    commission: int
    open_tasks: int


async def digests(since: datetime, until: datetime) -> list[Digest]:
    """One for each guide in service whom the span brought something: at most as many as the company has."""
    return [Digest(**dict(row)) for row in await db.fetch(DIGEST, since, until)]
