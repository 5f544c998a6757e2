"""Kinds and states of coupons."""

from enum import StrEnum

from app.promotions.states import CouponKind as CouponKind


class IssueMode(StrEnum):
    """How members come to a coupon. A REWARD is only given by a promotion."""

    CLAIM = "claim"
    CODE = "code"
    REGISTER = "register"
    AFTER_PAYMENT = "after_payment"
    REWARD = "reward"


class CouponStatus(StrEnum):
    """VOID: it was a gift of an order that was refunded as a whole."""

    READY = "ready"
    LOCKED = "locked"
    USED = "used"
    EXPIRED = "expired"
    VOID = "void"
