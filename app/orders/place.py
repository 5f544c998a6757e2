"""Place an order: price from the catalogue, stock held, credit frozen, in one transaction of six round trips."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.events.orders import OrderPlaced
from app.inventory.errors import LocationNotFound, OutOfStock
from app.inventory.hold import hold
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.errors import Unavailable
from app.kernel.ids import new_id, new_number
from app.orders import sql
from app.orders.cart import MOST_PIECES
from app.orders.errors import GoodsUnavailable, IdempotencyKeyReused, TooManyPieces
from app.orders.states import OrderStatus

TIME_TO_PAY = timedelta(minutes=30)
ENTRANCE_WINDOW = timedelta(hours=72)
NUMBERS_TRIED = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as its placing answers it. `total` in fen."""

    id: UUID
    number: str
    status: OrderStatus
    total: int
    expires_at: datetime


async def place(member_id: UUID, wanted: Sequence[tuple[UUID, int]], idempotency_key: str) -> Placed:
    """Order the wanted (SKU, pieces). Lines of one SKU are added up; the price is the catalogue's.

    The same key with the same wish is the same order, also while the first call is under way. Raises
    IdempotencyKeyReused for another wish under the key, GoodsUnavailable, OutOfStock, TooManyPieces, LocationNotFound.
    """
    quantities = _add_up(wanted)
    fingerprint = _fingerprint(quantities)
    for _ in range(NUMBERS_TRIED):
        try:
            placed = await _place(member_id, quantities, idempotency_key, fingerprint)
        except (GoodsUnavailable, OutOfStock, LocationNotFound):
            before = await _placed_before(member_id, idempotency_key, fingerprint)
            if before is None:
                raise
            return before
        placed = placed or await _placed_before(member_id, idempotency_key, fingerprint)
        if placed is not None:
            return placed
    raise Unavailable(reason="no free order number")


@atomic
async def _place(member_id: UUID, quantities: dict[UUID, int], key: str, fingerprint: str) -> Placed | None:
    """None when the key or the order number is taken. The order goes first, hot stock rows are locked last."""
    now = clock.now()
    goods = await _facts(member_id, quantities, now)
    credit = goods[0]
    order_id, number, expires_at = new_id(), new_number("S"), now + TIME_TO_PAY
    total = sum(row["price"] * quantities[row["sku_id"]] for row in goods)
    inserted = await db.fetch_value(
        sql.PLACE,
        *(order_id, number, member_id, key, fingerprint, total, credit["location_id"]),
        *(credit["guide_id"], credit["entrance_kind"], credit["entrance_source_id"], expires_at, now),
        [new_id() for _ in goods],
        [row["sku_id"] for row in goods],
        [row["product_id"] for row in goods],
        [row["title"] for row in goods],
        [row["spec"] for row in goods],
        [quantities[row["sku_id"]] for row in goods],
        [row["price"] for row in goods],
        new_id(),
    )
    if inserted is None:
        return None
    await hold(order_id, credit["location_id"], quantities, expires_at)
    await outbox.publish(OrderPlaced(order_id, member_id, total, now))
    return Placed(order_id, number, OrderStatus.UNPAID, total, expires_at)


async def _facts(member_id: UUID, quantities: dict[UUID, int], now: datetime) -> list[Any]:
    rows = await db.fetch(sql.FACTS, member_id, now - ENTRANCE_WINDOW, list(quantities))
    by_sku = {row["sku_id"]: row for row in rows if row["sellable"]}
    missing = [str(sku_id) for sku_id in quantities if sku_id not in by_sku]
    if missing:
        raise GoodsUnavailable(sku_ids=missing)
    if rows[0]["location_id"] is None:
        raise LocationNotFound
    return [by_sku[sku_id] for sku_id in quantities]


async def _placed_before(member_id: UUID, key: str, fingerprint: str) -> Placed | None:
    row = await db.fetch_one(sql.PLACED_BEFORE, member_id, key)
    if row is None:
        return None
    if row["request_hash"] != fingerprint:
        raise IdempotencyKeyReused
    return Placed(row["id"], row["number"], OrderStatus(row["status"]), row["total"], row["expires_at"])


def _add_up(wanted: Sequence[tuple[UUID, int]]) -> dict[UUID, int]:
    quantities: dict[UUID, int] = {}
    for sku_id, pieces in wanted:
        quantities[sku_id] = quantities.get(sku_id, 0) + pieces
    too_many = [str(sku_id) for sku_id, pieces in quantities.items() if not 1 <= pieces <= MOST_PIECES]
    if too_many or not quantities:
        raise TooManyPieces(sku_ids=too_many)
    return quantities


def _fingerprint(quantities: dict[UUID, int]) -> str:
    wish = ",".join(f"{sku_id}:{pieces}" for sku_id, pieces in sorted(quantities.items()))
    return hashlib.sha256(wish.encode()).hexdigest()
