"""Orders that end unpaid let go of their coupons."""

from collections.abc import Sequence
from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.promotions.coupons import sql


@atomic
async def release(order_ids: Sequence[UUID]) -> None:
    """Locked → ready; expired when its end has passed meanwhile. Used coupons stay used; nothing is ever raised."""
    await db.execute(sql.RELEASE, list(order_ids), clock.now())
