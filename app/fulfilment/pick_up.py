"""Codes for goods that wait at a counter: how they are made, when they are reminded of, and when they end."""

import secrets
from datetime import datetime, timedelta
from typing import Any, TypedDict

from app.events.fulfilment import PickUpExpired, PickUpExpiring, PickUpReady
from app.fulfilment import parcel_of, sql
from app.fulfilment.models import Parcel
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.orders.queries import OrderFacts, facts, lines_of
from app.stores.queries import names

KEPT = timedelta(days=7)
REMINDED_BEFORE = timedelta(days=1)
DIGITS = 12
AT_ONCE = 100


class CodeUntil(TypedDict):
    """Columns of a parcel that is fetched with a code."""

    pick_up_code: str
    pick_up_until: datetime
    due_at: datetime


def new_code() -> str:
    """Twelve random digits. The column is unique: of two that clash the second transaction fails and runs again."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def code_until(now: datetime) -> CodeUntil:
    until = now + KEPT
    return CodeUntil(pick_up_code=new_code(), pick_up_until=until, due_at=until - REMINDED_BEFORE)


async def tell_ready(parcel: Parcel, order: OrderFacts, titles: list[str]) -> None:
    assert parcel.pick_up_code is not None
    assert parcel.pick_up_until is not None
    told = PickUpReady(
        *(parcel.id, order.id, order.member_id, order.number, parcel_of.title_of(titles)),
        *(await _store_name(order), parcel.pick_up_code, parcel.pick_up_until),
    )
    await outbox.publish(told)


async def turn_codes() -> int:
    """Tick: remind of codes that end within a day, and end those whose time is over. Returns how many were due."""
    seen = batch = await _turn()
    while batch == AT_ONCE:
        batch = await _turn()
        seen += batch
    return seen


@atomic
async def _turn() -> int:
    """Ended codes open nothing from that moment on, whenever the tick comes; see HAND_OVER."""
    due = await db.fetch(sql.CLAIM_DUE_CODES, clock.now(), AT_ONCE)
    for row in due:
        order = await facts(row["order_id"])
        await outbox.publish(await (_expired(row, order) if row["over"] else _expiring(row, order)))
    return len(due)


async def _expiring(row: Any, order: OrderFacts) -> PickUpExpiring:
    held = await parcel_of.holds(row["id"])
    titles = [line.title for line in await lines_of(order.id) if line.id in held]
    return PickUpExpiring(
        *(row["id"], order.id, order.member_id, order.number, parcel_of.title_of(titles)),
        *(await _store_name(order), row["pick_up_code"], row["pick_up_until"]),
    )


async def _expired(row: Any, order: OrderFacts) -> PickUpExpired:
    held = await parcel_of.holds(row["id"])
    return PickUpExpired(row["id"], order.id, order.member_id, order.number, list(held.items()))


async def _store_name(order: OrderFacts) -> str:
    return (await names({order.store_id})).get(order.store_id, "") if order.store_id else ""
