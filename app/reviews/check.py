"""Have a text judged by content security: pass is shown, risky is hidden, everything in between is a person's."""

from uuid import UUID

import structlog

from app.events.reviews import ReviewWritten
from app.integrations.miniprogram_security import Suggestion, Verdict
from app.kernel import db
from app.kernel.errors import PermanentFailure
from app.members.queries import identities_of
from app.members.states import IdentityKind
from app.reviews import sql
from app.reviews.gateway import content_security
from app.reviews.models import Review
from app.reviews.states import ReviewPart, ReviewStatus

NOBODY_TO_ASK_FOR = "no openid"

log = structlog.get_logger(__name__)


async def check(event: ReviewWritten) -> None:
    """Reaction: judge one part of a review, unless a person was faster. Pictures are never judged here: a review that
    has some stays pending until a person shows it.

    A platform that is down is asked again by the job's retries; when those end, the text still waits for a person.
    Raises the SendFailed family.
    """
    part = ReviewPart(event.part)
    review = await Review.get_or_none(id=event.review_id)
    if review is None or not _undecided(review, part):
        return
    text = review.text if part is ReviewPart.REVIEW else review.addition
    verdict, status = await _judged(review.member_id, text)
    if part is ReviewPart.REVIEW and review.pictures and status is ReviewStatus.SHOWN:
        status = ReviewStatus.PENDING
    await db.execute(sql.JUDGE[part.value], review.id, verdict, status.value)


def _undecided(review: Review, part: ReviewPart) -> bool:
    if part is ReviewPart.REVIEW:
        return review.status is ReviewStatus.PENDING and review.decided_at is None
    return review.addition_status is ReviewStatus.PENDING and review.addition_decided_at is None


async def _judged(member_id: UUID, text: str) -> tuple[str, ReviewStatus]:
    """What to keep as the verdict, and the state that follows. Who may not be asked about is left to a person."""
    openids = await identities_of(member_id, IdentityKind.OPENID)
    if not openids:
        return NOBODY_TO_ASK_FOR, ReviewStatus.PENDING
    try:
        verdict = await content_security().judge(openids[0], text)
    except PermanentFailure as refusal:
        log.info("review_not_judged", code=refusal.code)
        return f"refused {refusal.code}", ReviewStatus.PENDING
    return f"{verdict.suggestion.value} {verdict.label}", _follows(verdict)


def _follows(verdict: Verdict) -> ReviewStatus:
    if verdict.suggestion is Suggestion.NORMAL:
        return ReviewStatus.SHOWN
    return ReviewStatus.HIDDEN if verdict.suggestion is Suggestion.RISKY else ReviewStatus.PENDING
