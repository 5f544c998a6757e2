"""A priced order as the rows of its tables: the columns of sql.NEW_ORDER and sql.NEW_LINE."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.delivery.day_slots import Slot
from app.inventory.source import Allocation, SourcingPlan
from app.kernel.ids import new_id
from app.orders.basket import Priced, wishes_of
from app.promotions.pricing.replay import dump

PRICED_COLUMNS = (
    *("quantity", "unit_price", "amount", "promotion_discount", "coupon_discount", "points_discount", "points"),
    *("stored_value", "gift_of"),
)
QUOTED_COLUMNS = ("total", "freight", "freight_stored", "stored_value", "points", "payable")
CREDIT_COLUMNS = ("guide_id", "entrance_kind", "entrance_source_id", "credit_store_id", "chat_id")


def order_row(order_id: UUID, member_id: UUID, priced: Priced, slot: Slot | None, now: datetime) -> dict[str, Any]:
    """What is bought, at which price, for where, and who gets credit, frozen."""
    quote, here, wanted = priced.quote, priced.here, priced.wanted
    starts_at, ends_at = (slot.starts_at, slot.ends_at) if slot else (None, None)
    return {
        "id": order_id,
        "member_id": member_id,
        "fulfilment": wanted.fulfilment.value,
        "store_id": wanted.store_id,
        **{name: getattr(quote, name) for name in QUOTED_COLUMNS},
        "coupon_ids": orjson.dumps([str(coupon_id) for coupon_id in quote.coupons]).decode(),
        "quote": dump(priced.basket, quote),
        "quote_hash": quote.hash,
        "destination_sealed": here.address_sealed,
        "region_code": here.region_code,
        "slot_from": starts_at,
        "slot_until": ends_at,
        "promised_by": priced.way.promise(now, ends_at),
        "remark": wanted.remark,
        **{name: getattr(here, name) for name in CREDIT_COLUMNS},
        "share_chain": here.share_chain or "[]",
        "rewards": orjson.dumps(quote.rewards, str).decode(),
        "placed_at": now,
    }


def line_rows(order_id: UUID, priced: Priced, plan: SourcingPlan) -> list[dict[str, Any]]:
    """Each line as it was priced, with who serves how many of it and why."""
    rows = []
    dealt = plan.deal(wishes_of(priced))
    for number, (line, parts) in enumerate(zip(priced.quote.lines, dealt, strict=True), 1):
        goods = priced.goods[line.sku_id]
        rows.append(
            {"id": new_id(), "order_id": order_id, "line": number, "sku_id": line.sku_id}
            | {"product_id": goods.product_id, "title": goods.title, "spec": goods.spec}
            | {name: getattr(line, name) for name in PRICED_COLUMNS}
            | {"sourcing": orjson.dumps([_part(each) for each in parts]).decode()}
        )
    return rows


def _part(each: Allocation) -> dict[str, Any]:
    return {"location_id": str(each.location_id), "quantity": each.quantity, "reason": each.reason}
