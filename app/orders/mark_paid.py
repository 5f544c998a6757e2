"""An unpaid order becomes paid: what it held is used, once."""

from datetime import datetime
from uuid import UUID

import orjson

from app.events.orders import OrderPaid
from app.inventory.sell import sell
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.orders import sql
from app.promotions.coupons.use import use
from app.wallet.spend import spend

NO_COUPONS = "[]"


@atomic
async def mark_paid(order_id: UUID, paid_at: datetime) -> bool:
    """Whether this call moved the order. Nothing that is held is checked again: the hold was the promise.

    Stock comes last, as in placing and cancelling, so that none of them wait for each other.
    """
    order = await db.fetch_one(sql.PAY, order_id, paid_at, new_id(), clock.now())
    if order is None:
        return False
    if order["coupon_ids"] != NO_COUPONS:
        await use(order_id)
    if order["points"] or order["stored_value"]:
        await spend(order_id)
    await sell(order_id)
    rewards = orjson.loads(order["rewards"])
    await outbox.publish(
        OrderPaid(
            order_id=order_id,
            member_id=order["member_id"],
            number=order["number"],
            total=order["total"],
            guide_id=order["guide_id"],
            entrance_kind=order["entrance_kind"],
            entrance_source_id=order["entrance_source_id"],
            paid_at=paid_at,
            goods_amount=order["total"] - order["freight"],
            fulfilment=order["fulfilment"],
            store_id=order["credit_store_id"],
            bonus_points=sum(reward["points"] for reward in rewards),
            bonus_coupons=[UUID(each["coupon_template_id"]) for each in rewards if each["coupon_template_id"]],
        )
    )
    return True
