"""Put a coupon on the books."""

from uuid import UUID

from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.promotions.coupons.models import CouponTemplate
from app.promotions.coupons.states import CouponKind
from app.promotions.coupons.terms import NewTemplate

GOODS_GROUP, FREIGHT_GROUP = "goods", "freight"


@atomic
async def create_template(new: NewTemplate) -> UUID:
    """The id. A template is never edited: it is stopped and another one made, so that coupons keep their word."""
    usual_group = FREIGHT_GROUP if new.terms.kind is CouponKind.FREIGHT else GOODS_GROUP
    plain = new.model_dump(include={"title", "mode", "stock", "per_member", "least_paid", "issue_from", "issue_until"})
    template = await CouponTemplate.create(
        id=new_id(),
        kind=new.terms.kind,
        terms=new.terms.model_dump(mode="json", exclude={"kind"}),
        scope=new.scope.model_dump(mode="json", exclude_defaults=True),
        stacking_group=new.stacking_group or usual_group,
        valid_days=new.valid_days,
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        return_on_refund=new.return_on_refund,
        created_at=clock.now(),
        **plain,
    )
    return template.id
