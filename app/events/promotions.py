"""What promotions tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CouponExpiring:
    """A member's coupon ends soon."""

    coupon_id: UUID
    member_id: UUID
    title: str
    until: datetime
