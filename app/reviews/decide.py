"""A person decides what is shown, and answers. Their word stands above the machine's."""

from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.reviews import sql
from app.reviews.errors import NothingAdded, ReviewNotFound
from app.reviews.models import Review
from app.reviews.states import ReviewPart, ReviewStatus


async def show(review_id: UUID, part: ReviewPart) -> None:
    """Show the review, pictures included, or its addition. Raises ReviewNotFound, NothingAdded."""
    await _decide(review_id, part, ReviewStatus.SHOWN, "")


async def hide(review_id: UUID, part: ReviewPart, reason: str) -> None:
    """Hide it; its score counts no more. `reason` is for the staff. Raises ReviewNotFound, NothingAdded."""
    await _decide(review_id, part, ReviewStatus.HIDDEN, reason)


async def reply(review_id: UUID, text: str) -> None:
    """Answer under the review, in place of the answer before; an empty text takes it away. Raises ReviewNotFound."""
    if not await Review.filter(id=review_id).update(reply=text):
        raise ReviewNotFound


@atomic
async def _decide(review_id: UUID, part: ReviewPart, status: ReviewStatus, reason: str) -> None:
    if await db.execute(sql.DECIDE[part.value], review_id, status.value, reason, clock.now()):
        return
    raise NothingAdded if await Review.exists(id=review_id) else ReviewNotFound
