"""What becomes of coupons when a whole order is refunded."""

from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.promotions.coupons import sql
from app.promotions.coupons.gifts import take_back


@atomic
async def give_back(order_id: UUID) -> None:
    """Once the whole order is refunded: used coupons come back, gifts of the order go. Does nothing the second time.

    A used one comes back as it was if its template says `return_on_refund`: its end is not moved, and past it the
    coupon is expired. One that the order's payment had given (`given_by`) is void unless it was used; one that another
    unpaid order has locked is void as soon as that order lets it go.
    """
    await db.execute(sql.GIVE_BACK, order_id, clock.now())
    await take_back(order_id)
