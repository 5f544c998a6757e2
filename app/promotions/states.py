"""Kinds and phases of promotions, and the kinds of coupon, which pricing knows too."""

from enum import StrEnum


class PromotionKind(StrEnum):
    """TIMED_PRICE and MEMBER_PRICE compete per line, the better one counts; the others follow in this order."""

    TIMED_PRICE = "timed_price"
    MEMBER_PRICE = "member_price"
    N_FOR_PRICE = "n_for_price"
    NTH_PERCENT = "nth_percent"
    BUNDLE = "bundle"
    SPEND_AND_SAVE = "spend_and_save"


class TierBasis(StrEnum):
    """What a spend-and-save tier counts."""

    AMOUNT = "amount"
    PIECES = "pieces"


class Phase(StrEnum):
    """Where a promotion is in its life; CALLED_OFF before its time."""

    WAITING = "waiting"
    RUNNING = "running"
    OVER = "over"
    CALLED_OFF = "called_off"


class CouponKind(StrEnum):
    FIXED = "fixed"
    PERCENT = "percent"
    EXCHANGE = "exchange"
    FREIGHT = "freight"
