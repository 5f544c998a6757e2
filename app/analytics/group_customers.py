"""Who is in a customer group, and what it brought."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel import db

# WeCom allows at most 500 people in a group.
MOST_INSIDE = 500

# $1 chat, $2 guide, $3 how many
INSIDE = """
SELECT g.external_userid, g.joined_at, coalesce(m.nickname, '') AS nickname, m.joined_at IS NOT NULL AS member,
    m.id IS NOT NULL AND (
        EXISTS (SELECT FROM guide_attributions a WHERE a.member_id = m.id AND a.staff_id = $2)
        OR EXISTS (SELECT FROM guide_follows f
            WHERE f.staff_id = $2 AND f.external_userid = g.external_userid AND f.ended_at IS NULL)) AS own
FROM group_members g
LEFT JOIN member_identities i ON i.kind = 'external_userid' AND i.value = g.external_userid
LEFT JOIN members m ON m.id = i.member_id
WHERE g.chat_id = $1 AND g.left_at IS NULL ORDER BY g.joined_at, g.external_userid LIMIT $3
"""
# $1 chat. What went back is taken off, whenever it did.
SUMS = """
WITH brought AS (SELECT id, member_id, total FROM orders WHERE chat_id = $1 AND paid_at IS NOT NULL)
SELECT count(*) AS orders, count(DISTINCT member_id) AS buyers, coalesce(sum(total), 0)::bigint AS paid,
    (SELECT coalesce(sum(a.amount + a.stored_value), 0)::bigint FROM after_sales a
        WHERE a.order_id IN (SELECT id FROM brought) AND a.kind <> 'exchange' AND a.status IN ('refunding', 'done')
    ) AS refunded
FROM brought
"""
# $1 chat, $2 how many
LATEST = """
SELECT o.id, o.number, o.status, o.total, o.placed_at, m.nickname,
    (SELECT title FROM order_lines l WHERE l.order_id = o.id ORDER BY l.line LIMIT 1) AS title
FROM orders o JOIN members m ON m.id = o.member_id
WHERE o.chat_id = $1 ORDER BY o.id DESC LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Inside:
    """A customer in the group. `member`: uses the mini-program. `own`: the guide may open them in the sidebar.

    `nickname` is empty for one of whom we know no more than that they are there.
    """

    external_userid: str
    joined_at: datetime
    nickname: str
    member: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Brought:
    """Paid orders that came by the group's links. `refunded` of `paid` fen went back."""

    orders: int
    buyers: int
    paid: int
    refunded: int


@dataclass(frozen=True, slots=True)
class GroupOrder:
    """An order that came by a group. `total` in fen; `title` is its first line's."""

    id: UUID
    number: str
    status: str
    total: int
    placed_at: datetime
    nickname: str
    title: str | None


async def inside(chat_id: str, staff_id: UUID) -> list[Inside]:
    """The customers in a group now, first come first, at most 500. `own` is said of this guide."""
    return [Inside(**row) for row in await db.fetch(INSIDE, chat_id, staff_id, MOST_INSIDE)]


async def brought(chat_id: str) -> Brought:
    """Zeros for a group that brought nothing."""
    row = await db.fetch_one(SUMS, chat_id)
    assert row is not None
    return Brought(**row)


async def latest_orders(chat_id: str, limit: int) -> list[GroupOrder]:
    """Newest first, unpaid and cancelled ones too."""
    return [GroupOrder(**row) for row in await db.fetch(LATEST, chat_id, limit)]
