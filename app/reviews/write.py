"""A member says what they think of goods they have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from app.events.reviews import ReviewWritten
from app.kernel import clock, db, outbox, redis
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.orders.states import OrderStatus
from app.reviews import sql
from app.reviews.errors import (
    AddedAlready,
    LineNotFound,
    NothingKept,
    NotReceivedYet,
    ReviewedAlready,
    ReviewNotFound,
    TooLate,
)
from app.reviews.models import Review
from app.reviews.states import ReviewPart, ReviewStatus

REVIEW_DAYS = 90
ADDITION_DAYS = 180
WRITTEN_AN_HOUR = 60
HOUR = 3600
REVIEWED = frozenset({OrderStatus.RECEIVED, OrderStatus.COMPLETED})


@dataclass(frozen=True, slots=True)
class Opinion:
    """`score` 1 to 5. `pictures` are at most nine https URLs; they wait for a person. `text` may be empty."""

    score: int
    text: str = ""
    pictures: Sequence[str] = ()
    anonymous: bool = True


async def write(order_line_id: UUID, member_id: UUID, opinion: Opinion) -> UUID:
    """Review a line of one's own order, once. A score alone is shown at once, anything else after moderation.

    Raises LineNotFound (also for someone else's), NotReceivedYet, NothingKept, TooLate, ReviewedAlready, TooMany.
    """
    await _limit(member_id)
    return await _write(order_line_id, member_id, opinion)


async def add(review_id: UUID, member_id: UUID, text: str) -> None:
    """Add to one's own review, once. Raises ReviewNotFound (also for someone else's), TooLate, AddedAlready,
    NotReceivedYet, NothingKept, TooMany.
    """
    await _limit(member_id)
    await _add(review_id, member_id, text)


@atomic
async def _write(order_line_id: UUID, member_id: UUID, opinion: Opinion) -> UUID:
    line = await _line(order_line_id, member_id, REVIEW_DAYS)
    silent = not opinion.text and not opinion.pictures
    review_id = await db.fetch_value(
        sql.WRITE,
        *(new_id(), order_line_id, line["order_id"], line["product_id"], line["sku_id"], member_id),
        *(opinion.score, opinion.text, orjson.dumps(list(opinion.pictures)).decode(), opinion.anonymous),
        *((ReviewStatus.SHOWN if silent else ReviewStatus.PENDING).value, clock.now()),
    )
    if review_id is None:
        raise ReviewedAlready
    if opinion.text:
        await outbox.publish(ReviewWritten(review_id, ReviewPart.REVIEW.value))
    return UUID(str(review_id))


@atomic
async def _add(review_id: UUID, member_id: UUID, text: str) -> None:
    review = await Review.get_or_none(id=review_id, member_id=member_id)
    if review is None:
        raise ReviewNotFound
    if review.addition_status is not None:
        raise AddedAlready
    await _line(review.order_line_id, member_id, ADDITION_DAYS)
    if not await db.execute(sql.ADD, review_id, member_id, text, clock.now()):
        raise AddedAlready
    await outbox.publish(ReviewWritten(review_id, ReviewPart.ADDITION.value))


async def _limit(member_id: UUID) -> None:
    await redis.limit(f"review:{member_id}", hits=WRITTEN_AN_HOUR, seconds=HOUR, when_down="allow")


async def _line(order_line_id: UUID, member_id: UUID, days: int) -> Any:
    line = await db.fetch_one(sql.LINE, order_line_id, member_id)
    if line is None:
        raise LineNotFound
    received: datetime | None = line["received_at"]
    if OrderStatus(line["status"]) not in REVIEWED or received is None:
        raise NotReceivedYet(status=line["status"])
    if line["kept"] <= 0:
        raise NothingKept
    if clock.now() - received > timedelta(days=days):
        raise TooLate(days=days)
    return line
