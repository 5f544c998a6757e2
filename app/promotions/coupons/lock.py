"""An order that is being placed keeps its coupons for itself."""

from collections.abc import Sequence
from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.promotions.coupons import queries, sql
from app.promotions.coupons.errors import CouponNotUsable


@atomic
async def lock(member_id: UUID, coupon_ids: Sequence[UUID], order_id: UUID) -> None:
    """Ready → locked for all of them. Raises CouponNotFound or CouponNotUsable, which must end the transaction.

    A coupon may end while it is locked: the order that got it in time keeps it.
    """
    wanted = list(set(coupon_ids))
    if not wanted:
        return
    now = clock.now()
    if await db.execute(sql.LOCK, member_id, wanted, order_id, now) != len(wanted):
        mine = await db.fetch_value("SELECT array_agg(id) FROM coupons WHERE order_id = $1", order_id)
        await queries.terms_of(member_id, [one for one in wanted if one not in (mine or [])], now)
        raise CouponNotUsable(coupons=[])
