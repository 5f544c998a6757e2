"""Place an order: priced anew, stock, coupons, points and slot held, credit frozen, all in one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from app.delivery.day_slots import Slot
from app.delivery.release_slots import release_slots
from app.delivery.states import Fulfilment
from app.delivery.take_slot import take_slot
from app.events.orders import OrderPlaced
from app.inventory.hold import hold
from app.inventory.source import Allocation, SourcingPlan, Wish
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.errors import Error, Unavailable
from app.kernel.ids import new_id, new_number
from app.kernel.port import Port
from app.orders import sql
from app.orders.basket import Priced, price_of, serve
from app.orders.errors import IdempotencyKeyReused, QuoteMoved, TooManyUnpaid
from app.orders.mark_paid import mark_paid
from app.orders.states import OrderStatus
from app.orders.wanted import Wanted
from app.promotions.coupons.lock import lock
from app.promotions.pricing.quote import PricedLine, Quote
from app.promotions.pricing.replay import dump
from app.wallet import hold as wallet

# Each unpaid order keeps stock from others until it is over.
most_unpaid: Port[int] = Port("orders.most_unpaid")

TIME_TO_PAY = timedelta(minutes=30)
NUMBERS_TRIED = 3
PRICED_COLUMNS = (
    *("quantity", "unit_price", "amount", "promotion_discount", "coupon_discount", "points_discount", "points"),
    *("stored_value", "gift_of"),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as its placing answers it. `total` in fen; `payable` of it is left for WeChat Pay."""

    id: UUID
    number: str
    status: OrderStatus
    total: int
    payable: int
    expires_at: datetime


async def place(member_id: UUID, wanted: Wanted, idempotency_key: str, expected_total: int | None = None) -> Placed:
    """Order what is wanted, at the price of now. With nothing left to pay the order is paid at once.

    The same key with the same wish is the same order, also while the first call is under way. Raises
    IdempotencyKeyReused for another wish under the key, QuoteMoved when the total is not the expected one,
    TooManyUnpaid, also for placings at the same moment, and what keeps the wish from being sold: see basket.price_of
    and basket.serve.
    """
    fingerprint = wanted.fingerprint()
    for _ in range(NUMBERS_TRIED):
        try:
            placed = await _place(member_id, wanted, idempotency_key, fingerprint, expected_total)
        except Error:
            before = await _placed_before(member_id, idempotency_key, fingerprint)
            if before is None:
                raise
            return before
        placed = placed or await _placed_before(member_id, idempotency_key, fingerprint)
        if placed is not None:
            return placed
    raise Unavailable(reason="no free order number")


@atomic
async def _place(
    member_id: UUID, wanted: Wanted, key: str, fingerprint: str, expected_total: int | None
) -> Placed | None:
    """None when the key or the order number is taken. The order goes first, hot stock rows are locked last."""
    now = clock.now()
    priced = await price_of(member_id, wanted, now, alone=True)
    quote = priced.quote
    if expected_total is not None and quote.total != expected_total:
        raise QuoteMoved(expected=expected_total, total=quote.total)
    plan = await serve(priced, wanted)
    order_id, number, expires_at = new_id(), new_number("S"), now + TIME_TO_PAY
    slot = await _slot(order_id, wanted)
    header = _header(order_id, number, member_id, wanted, priced, slot, now)
    values = (*header[:3], key, fingerprint, *header[3:], expires_at, now)
    most = most_unpaid()
    if await db.fetch_value(sql.PLACE, *values, *_lines(priced, plan), new_id(), most) is None:
        if await db.fetch_value(sql.UNPAID_OF, member_id) >= most:
            raise TooManyUnpaid(limit=most)
        await release_slots([order_id])
        return None
    if quote.coupons:
        await lock(member_id, quote.coupons, order_id)
    if quote.points or quote.stored_value:
        await wallet.hold(member_id, order_id, quote.points, quote.stored_value)
    await hold(order_id, plan.allocations, expires_at)
    await outbox.publish(OrderPlaced(order_id, member_id, quote.total, now))
    paid = quote.payable == 0 and await mark_paid(order_id, now)
    status = OrderStatus.PAID if paid else OrderStatus.UNPAID
    return Placed(order_id, number, status, quote.total, quote.payable, expires_at)


async def _slot(order_id: UUID, wanted: Wanted) -> Slot | None:
    if wanted.fulfilment is not Fulfilment.SAME_CITY or wanted.slot_from is None or wanted.store_id is None:
        return None
    return await take_slot(order_id, wanted.store_id, wanted.slot_from)


def _header(
    order_id: UUID,
    number: str,
    member_id: UUID,
    wanted: Wanted,
    priced: Priced,
    slot: Slot | None,
    now: datetime,
) -> tuple[Any, ...]:
    quote, here = priced.quote, priced.here
    promised = priced.way.promise(now, slot.ends_at if slot else None)
    return (
        *(order_id, number, member_id, wanted.fulfilment.value, wanted.store_id, quote.total, quote.freight),
        *(quote.freight_stored, quote.stored_value, quote.points, quote.payable),
        orjson.dumps([str(coupon_id) for coupon_id in quote.coupons]).decode(),
        *(dump(priced.basket, quote), quote.hash, here.address_sealed, here.region_code),
        *(slot.starts_at if slot else None, slot.ends_at if slot else None, promised, wanted.remark),
        *(here.guide_id, here.entrance_kind, here.entrance_source_id, here.credit_store_id, here.chat_id),
        *(here.share_chain or "[]", _rewards(quote)),
    )


def _rewards(quote: Quote) -> str:
    return orjson.dumps(quote.rewards, str).decode()


def _lines(priced: Priced, plan: SourcingPlan) -> tuple[list[Any], ...]:
    """One list per column of order_lines, in the order of sql.PLACE."""
    lines = priced.quote.lines
    goods = [priced.goods[line.sku_id] for line in lines]
    return (
        [new_id() for _ in lines],
        [line.sku_id for line in lines],
        [each.product_id for each in goods],
        [each.title for each in goods],
        [each.spec for each in goods],
        *([getattr(line, name) for line in lines] for name in PRICED_COLUMNS),
        _sourcing(lines, plan),
    )


def _sourcing(lines: tuple[PricedLine, ...], plan: SourcingPlan) -> list[str]:
    """Who serves how many of each line and why, as JSON."""
    return [
        orjson.dumps([_part(each) for each in parts]).decode()
        for parts in plan.deal([Wish(line.sku_id, line.quantity) for line in lines])
    ]


def _part(each: Allocation) -> dict[str, Any]:
    return {"location_id": str(each.location_id), "quantity": each.quantity, "reason": each.reason}


async def _placed_before(member_id: UUID, key: str, fingerprint: str) -> Placed | None:
    row = await db.fetch_one(sql.PLACED_BEFORE, member_id, key)
    if row is None:
        return None
    if row["request_hash"] != fingerprint:
        raise IdempotencyKeyReused
    status = OrderStatus(row["status"])
    return Placed(row["id"], row["number"], status, row["total"], row["payable"], row["expires_at"])
