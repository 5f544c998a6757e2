"""End a promotion before its time."""

from uuid import UUID

from app.kernel import clock
from app.kernel.db import atomic
from app.promotions.errors import PromotionNotFound, PromotionOver
from app.promotions.models import Promotion
from app.promotions.queries import not_over


@atomic
async def end(promotion_id: UUID) -> None:
    """Quotes from now on do without it; orders placed keep their price. Raises PromotionNotFound, PromotionOver."""
    if await Promotion.filter(id=promotion_id, ended=False, ends_at__gt=clock.now()).update(ended=True):
        not_over.forget()
        return
    if not await Promotion.exists(id=promotion_id):
        raise PromotionNotFound
    raise PromotionOver
