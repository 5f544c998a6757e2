"""Unpaid orders become paid: what they held is used, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
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
    """Whether this call moved the order."""
    return bool(await mark_all_paid({order_id: paid_at}))


@atomic
async def mark_all_paid(paid_at: Mapping[UUID, datetime]) -> set[UUID]:
    """Move those of the orders that are unpaid; which ones they were. Nothing that is held is checked again: the hold
    was the promise.

    Stock comes last, as in placing and cancelling, so that none of them wait for each other.
    """
    ids = list(paid_at)
    orders = await db.fetch(sql.PAY, ids, list(paid_at.values()), [new_id() for _ in ids], clock.now())
    if not orders:
        return set()
    for order in orders:
        if order["coupon_ids"] != NO_COUPONS:
            await use(order["id"])
        if order["points"] or order["stored_value"]:
            await spend(order["id"])
    moved = {order["id"] for order in orders}
    await sell(*moved)
    await outbox.publish(*(_told(order) for order in orders))
    return moved


def _told(order: Any) -> OrderPaid:
    rewards = orjson.loads(order["rewards"])
    return OrderPaid(
        order_id=order["id"],
        member_id=order["member_id"],
        number=order["number"],
        total=order["total"],
        guide_id=order["guide_id"],
        entrance_kind=order["entrance_kind"],
        entrance_source_id=order["entrance_source_id"],
        paid_at=order["paid_at"],
        goods_amount=order["total"] - order["freight"],
        fulfilment=order["fulfilment"],
        store_id=order["credit_store_id"],
        bonus_points=sum(reward["points"] for reward in rewards),
        bonus_coupons=[UUID(each["coupon_template_id"]) for each in rewards if each["coupon_template_id"]],
    )
