"""Make a promotion."""

from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.promotions import sql
from app.promotions.errors import PromotionInThePast, RewardUnknown, TooManyPromotions
from app.promotions.models import Promotion
from app.promotions.queries import not_over
from app.promotions.terms import NewPromotion, SpendAndSave

MOST_AT_ONCE = 100


@atomic
async def create(new: NewPromotion) -> UUID:
    """The promotion's id. It is not edited afterwards: it is ended and another one made.

    Raises PromotionInThePast, RewardUnknown or TooManyPromotions.
    """
    now = clock.now()
    if new.ends_at <= now:
        raise PromotionInThePast
    if await Promotion.filter(ended=False, ends_at__gt=now).count() >= MOST_AT_ONCE:
        raise TooManyPromotions(limit=MOST_AT_ONCE)
    await _check_rewards(new)
    promotion = await Promotion.create(
        id=new_id(),
        kind=new.terms.kind,
        title=new.title,
        priority=new.priority,
        exclusion_group=new.exclusion_group,
        scope=new.scope.model_dump(mode="json", exclude_defaults=True),
        terms=new.stored_terms(),
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        created_at=now,
    )
    not_over.forget()
    return promotion.id


async def _check_rewards(new: NewPromotion) -> None:
    if not isinstance(new.terms, SpendAndSave):
        return
    gifts = {tier.gift.sku_id for tier in new.terms.tiers if tier.gift}
    templates = {tier.coupon_template_id for tier in new.terms.tiers if tier.coupon_template_id}
    unknown = await db.fetch_one(sql.UNKNOWN_REWARDS, list(gifts), list(templates))
    if unknown is not None and (unknown["skus"] or unknown["templates"]):
        raise RewardUnknown(sku_ids=unknown["skus"], coupon_template_ids=unknown["templates"])
