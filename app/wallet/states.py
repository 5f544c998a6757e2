"""States of top-ups and of what an order holds of a member's assets."""

from enum import StrEnum


class TopUpStatus(StrEnum):
    UNPAID = "unpaid"
    PAID = "paid"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class SpendStatus(StrEnum):
    """What an order uses: held at placing, spent at payment, or released."""

    HELD = "held"
    SPENT = "spent"
    RELEASED = "released"
