"""States of a review (评价) and of its addition (追评)."""

from enum import StrEnum


class ReviewStatus(StrEnum):
    PENDING = "pending"
    SHOWN = "shown"
    HIDDEN = "hidden"


class ReviewPart(StrEnum):
    """What is looked at and shown by itself. An addition is seen only where its review is."""

    REVIEW = "review"
    ADDITION = "addition"
