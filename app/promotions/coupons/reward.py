"""Coupons that a promotion gives."""

from uuid import UUID

import structlog

from app.kernel import clock, db
from app.kernel.db import atomic
from app.promotions.coupons import sql
from app.promotions.coupons.gifts import may_give
from app.promotions.coupons.issue import issue

log = structlog.get_logger(__name__)


@atomic
async def reward(member_id: UUID, template_id: UUID, source_ref: str, *, given_by: UUID | None = None) -> None:
    """Issue one, once per `source_ref`, whatever the member already has. `given_by`: the order it is a gift of.

    Never fails a payment: when the template is stopped, over or out of stock nothing is given, and that is logged. Nor
    does an order give that was refunded as a whole.
    """
    if not await may_give(given_by):
        return
    # The row is locked first, so that a refusal is known before anything is counted: there is nothing to undo.
    if await db.fetch_value(sql.LOCK_ISSUABLE, template_id, clock.now()) is None:
        log.warning("coupon_not_rewarded", template_id=template_id, source_ref=source_ref)
    elif await db.fetch_value(sql.IS_ISSUED, source_ref) is None:
        await issue(template_id, member_id, source_ref, given_by=given_by, counts=False)
