"""The order is paid: its coupons are used."""

from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.promotions.coupons import sql


@atomic
async def use(order_id: UUID) -> None:
    """Locked → used, even past their end: the order was placed in time. Does nothing the second time."""
    await db.execute(sql.USE, order_id, clock.now())
