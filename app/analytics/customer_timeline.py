"""What happened with a customer, newest first: what they looked at, ordered, got, and the friendship."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.kernel import db
from app.kernel.errors import Invalid

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# Behind everything: asyncpg sends it as infinity.
NEWEST = (datetime.max.replace(tzinfo=UTC), "", UUID(int=0))

# $1 member, $2 guide, whose friendship alone is shown, $3 $4 $5 the place before, $6 how many. Each kind gives at
# most a page, so the whole is sorted from a few rows. Orders come from their own table: they are exact there.
_BEFORE = "{at} <= $3 AND ({at}, '{kind}'::text, id) < ($3, $4, $5)"
_PAGE = "ORDER BY {at} DESC, id DESC LIMIT $6"


def _branch(kind: str, table: str, at: str, columns: str, where: str = "member_id = $1") -> str:
    before = _BEFORE.format(at=at, kind=kind)
    order = _PAGE.format(at=at)
    return f"(SELECT {at} AS at, '{kind}'::text AS kind, id, {columns} FROM {table} WHERE {where} AND {before} {order})"


TIMELINE = f"""
WITH happened AS (
    (SELECT at, kind, id, subject_id, NULL::bigint AS amount FROM radar_events
     WHERE member_id = $1 AND kind <> 'order_placed' AND at <= $3 AND (at, kind, id) < ($3, $4, $5)
     ORDER BY at DESC, kind DESC, id DESC LIMIT $6)
    UNION ALL {_branch("order_placed", "orders", "placed_at", "id, total")}
    UNION ALL {_branch("order_paid", "orders", "paid_at", "id, total")}
    UNION ALL {_branch("coupon_got", "coupons", "issued_at", "template_id, NULL")}
    UNION ALL {_branch("coupon_used", "coupons", "used_at", "template_id, NULL")}
    UNION ALL {
    _branch("befriended", "guide_follows", "followed_at", "channel_code_id, NULL", "member_id = $1 AND staff_id = $2")
}
    UNION ALL {
    _branch("unfriended", "guide_follows", "ended_at", "channel_code_id, NULL", "member_id = $1 AND staff_id = $2")
}
), page AS (
    SELECT * FROM happened ORDER BY at DESC, kind DESC, id DESC LIMIT $6
)
SELECT at, kind, id, subject_id, amount, CASE
    WHEN kind IN ('order_placed', 'order_paid') THEN
        (SELECT title FROM order_lines l WHERE l.order_id = page.id ORDER BY l.line LIMIT 1)
    WHEN kind IN ('coupon_got', 'coupon_used') THEN (SELECT title FROM coupon_templates WHERE id = subject_id)
    WHEN kind IN ('befriended', 'unfriended') THEN (SELECT name FROM channel_codes WHERE id = subject_id)
    ELSE (SELECT title FROM products WHERE id = subject_id) END AS title
FROM page ORDER BY at DESC, kind DESC, id DESC
"""


class BadCursor(Invalid):
    code = "bad_cursor"
    title = "翻页位置无效"
    remedy = "请使用上一页返回的 next_cursor"


class Happening(StrEnum):
    """Kinds of the radar come as they are; these are the timeline's own."""

    ORDER_PLACED = "order_placed"
    ORDER_PAID = "order_paid"
    COUPON_GOT = "coupon_got"
    COUPON_USED = "coupon_used"
    BEFRIENDED = "befriended"
    UNFRIENDED = "unfriended"


@dataclass(frozen=True, slots=True)
class Event:
    """`kind`: a Happening or a Behaviour of the radar. `subject_id`: product, order, coupon template or channel code.

    `title`: the name of that; of an order its first line's. `amount`: fen, of orders only.
    """

    at: datetime
    kind: str
    id: UUID
    subject_id: UUID | None
    title: str | None
    amount: int | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Newest first. `next_cursor` is None on the last page."""

    items: list[Event]
    next_cursor: str | None


async def timeline(member_id: UUID, staff_id: UUID, cursor: str | None, limit: int) -> Timeline:
    """A page of at most `limit`, in one read. Friendships with other guides are not told. Raises BadCursor."""
    at, kind, last = _place(cursor) if cursor else NEWEST
    rows = await db.fetch(TIMELINE, member_id, staff_id, at, kind, last, limit + 1)
    items = [Event(**row) for row in rows[:limit]]
    return Timeline(items, _cursor(items[-1]) if len(rows) > limit else None)


def _cursor(event: Event) -> str:
    return f"{(event.at - EPOCH) // MICROSECOND}.{event.kind}.{event.id}"


def _place(cursor: str) -> tuple[datetime, str, UUID]:
    try:
        micros, kind, last = cursor.split(".")
        return EPOCH + int(micros) * MICROSECOND, kind, UUID(last)
    except (ValueError, OverflowError):
        raise BadCursor from None
