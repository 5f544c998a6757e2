"""Reading reviews. Lists are JSON with items, newest first, and next_cursor."""

from uuid import UUID

from app.kernel import db
from app.reviews import sql
from app.reviews.errors import ReviewNotFound
from app.reviews.states import ReviewPart, ReviewStatus


async def of_product(
    product_id: UUID, score: int | None, with_pictures: bool, cursor: UUID | None, limit: int
) -> bytes:
    """What is shown of a product's reviews, by masked or no name."""
    statement = sql.OF_PRODUCT[score is not None, with_pictures]
    asked = (product_id, cursor, limit) if score is None else (product_id, cursor, limit, score)
    text: str = await db.fetch_value(statement, *asked)
    return text.encode()


async def summary(product_id: UUID) -> bytes:
    """As JSON: count, average in tenths of a point (null without reviews), scores by number, with_pictures."""
    text: str = await db.fetch_value(sql.SUMMARY, product_id)
    return text.encode()


async def own(member_id: UUID, cursor: UUID | None, limit: int) -> bytes:
    """The member's reviews, with what became of each."""
    text: str = await db.fetch_value(sql.OWN_LIST, member_id, cursor, limit)
    return text.encode()


async def own_one(review_id: UUID, member_id: UUID) -> bytes:
    """The member's review as JSON. Raises ReviewNotFound, also for someone else's."""
    return _found(await db.fetch_value(sql.OWN_ONE, review_id, member_id))


async def office_page(status: ReviewStatus | None, part: ReviewPart, cursor: UUID | None, limit: int) -> bytes:
    """Reviews whose `part` has a status; all of them without one."""
    if status is None:
        text: str = await db.fetch_value(sql.OFFICE_LIST[None], cursor, limit)
    else:
        text = await db.fetch_value(sql.OFFICE_LIST[part.value], cursor, limit, status.value)
    return text.encode()


async def office_one(review_id: UUID) -> bytes:
    """A review as JSON with verdicts and reasons. Raises ReviewNotFound."""
    return _found(await db.fetch_value(sql.OFFICE_ONE, review_id))


def _found(text: str | None) -> bytes:
    if text is None:
        raise ReviewNotFound
    return text.encode()
