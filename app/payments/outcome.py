"""How a notification ends."""

from enum import StrEnum


class Outcome(StrEnum):
    """NOT_PAID: it tells of no money at all, and changes nothing."""

    APPLIED = "applied"
    ALREADY_APPLIED = "already_applied"
    REFUNDED = "refunded"
    NOT_PAID = "not_paid"
