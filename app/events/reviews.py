"""What reviews tell."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReviewWritten:
    """A member wrote something that others may read once it was looked at. `part` as reviews.states.ReviewPart."""

    review_id: UUID
    part: str
