"""What a wish costs, shown to the member before they order. Holds nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.kernel import clock
from app.orders.basket import Priced, price_of, serve
from app.orders.wanted import Wanted
from app.promotions.pricing.quote import PricedLine, Step


async def quote(member_id: UUID, wanted: Wanted) -> bytes:
    """The price as JSON: lines, every rule with its reason, totals in fen, when it comes and from how many places.

    The same computation that placing repeats; `total` is what placing takes as `expected_total`. Raises what
    basket.price_of and basket.serve raise.
    """
    now = clock.now()
    priced = await price_of(member_id, wanted, now)
    plan = await serve(priced)
    promised = priced.way.promise(now)
    parcels = len({each.location_id for each in plan.allocations})
    return orjson.dumps(_shown(priced, promised, parcels, plan.explanation), str)


def _shown(priced: Priced, promised: datetime, parcels: int, explanation: tuple[str, ...]) -> dict[str, Any]:
    result = priced.quote
    return {
        "lines": [_line(priced, line) for line in result.lines],
        "rules": [_step(step) for step in result.trace],
        "goods_amount": result.goods_amount,
        "freight": result.freight,
        "total": result.total,
        "points": result.points,
        "stored_value": result.stored_value,
        "payable": result.payable,
        "coupon_ids": result.coupons,
        "promised_by": promised,
        "parcels": parcels,
        "sourcing": explanation,
        "quote_hash": result.hash,
    }


def _line(priced: Priced, line: PricedLine) -> dict[str, Any]:
    goods = priced.goods[line.sku_id]
    return {
        "sku_id": line.sku_id,
        "product_id": goods.product_id,
        "title": goods.title,
        "spec": goods.spec,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "promotion_discount": line.promotion_discount,
        "coupon_discount": line.coupon_discount,
        "points_discount": line.points_discount,
        "amount": line.amount,
        "gift": line.gift_of is not None,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "title": step.title,
        "applied": step.applied,
        "reason": step.reason,
        "amount": step.amount,
        "shares": step.shares,
    }
