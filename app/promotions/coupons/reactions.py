"""Coupons that come by themselves."""

from uuid import UUID

import structlog

from app.events.members import MemberJoined
from app.events.orders import OrderPaid
from app.kernel import clock, db
from app.kernel.db import atomic
from app.promotions.coupons import sql
from app.promotions.coupons.errors import EnoughOfIt, IssuedBefore, OfferNotFound, SoldOut
from app.promotions.coupons.gifts import may_give
from app.promotions.coupons.issue import issue
from app.promotions.coupons.reward import reward
from app.promotions.coupons.states import IssueMode

log = structlog.get_logger(__name__)


async def welcome(joined: MemberJoined) -> None:
    """The coupons for new members, each template's once per member."""
    for template_id in await _templates(IssueMode.REGISTER, 0):
        await _give(template_id, joined.member_id, f"joined:{joined.member_id}:{template_id}", None)


async def thank(paid: OrderPaid) -> None:
    """The coupons for an order whose goods cost enough, each template's once per order while `per_member` allows."""
    for template_id in await _templates(IssueMode.AFTER_PAYMENT, paid.goods_amount):
        await _give(template_id, paid.member_id, f"paid:{paid.order_id}:{template_id}", paid.order_id)


async def give_rewards(paid: OrderPaid) -> None:
    """The coupons that promotions gave with an order, each template's once; a refund of it all takes them back."""
    for template_id in dict.fromkeys(paid.bonus_coupons):
        source_ref = f"order:{paid.order_id}:{template_id}"
        await reward(paid.member_id, template_id, source_ref, given_by=paid.order_id)


async def _templates(mode: IssueMode, paid: int) -> list[UUID]:
    return [row["id"] for row in await db.fetch(sql.TEMPLATES_TO_GIVE, mode, clock.now(), paid)]


async def _give(template_id: UUID, member_id: UUID, source_ref: str, order_id: UUID | None) -> None:
    # Each coupon has its own transaction: one that is sold out does not undo the others.
    try:
        await _issue(template_id, member_id, source_ref, order_id)
    except (EnoughOfIt, IssuedBefore, OfferNotFound, SoldOut) as refusal:
        log.info("coupon_not_given", template_id=template_id, source_ref=source_ref, why=refusal.code)


@atomic
async def _issue(template_id: UUID, member_id: UUID, source_ref: str, order_id: UUID | None) -> None:
    if await may_give(order_id):
        await issue(template_id, member_id, source_ref, given_by=order_id)
