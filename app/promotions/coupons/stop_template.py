"""Stop issuing a coupon."""

from uuid import UUID

from app.kernel.db import atomic
from app.promotions.coupons.errors import TemplateNotFound
from app.promotions.coupons.models import CouponTemplate


@atomic
async def stop_template(template_id: UUID) -> None:
    """No more are issued, in whatever way; coupons that members have stay good. Raises TemplateNotFound."""
    if not await CouponTemplate.filter(id=template_id).update(active=False):
        raise TemplateNotFound
