"""Coupons that a paid order brings, against its refund: whichever comes first, a refunded order leaves none."""

from uuid import UUID

from app.kernel import db, locks
from app.promotions.coupons import sql


async def may_give(order_id: UUID | None) -> bool:
    """Whether an order may still bring coupons; it stays so until the transaction ends. None: no order is involved."""
    if order_id is None:
        return True
    await locks.hold("gifts of order", order_id)
    return not await db.fetch_value(sql.IS_REFUNDED, order_id)


async def take_back(order_id: UUID) -> None:
    """What the order brought is void, or will be once it is let go; it brings no more."""
    await locks.hold("gifts of order", order_id)
    await db.execute(sql.REMEMBER_REFUND, order_id)
    await db.execute(sql.TAKE_BACK_GIFTS, order_id)
