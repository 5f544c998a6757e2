"""A member takes a coupon that is on offer."""

from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.promotions.coupons import sql
from app.promotions.coupons.errors import OfferNotFound
from app.promotions.coupons.issue import issue
from app.promotions.coupons.states import IssueMode


@atomic
async def claim(member_id: UUID, template_id: UUID) -> UUID:
    """The coupon's id. Raises OfferNotFound (also outside its time), SoldOut, EnoughOfIt."""
    if await db.fetch_value(sql.OPEN_TEMPLATE, template_id, IssueMode.CLAIM, clock.now()) is None:
        raise OfferNotFound
    return await issue(template_id, member_id, f"claim:{new_id()}")
