"""Place the orders of a moment: priced anew, stock, coupons, points and slots held, credit frozen, in one transaction.

Each statement serves them all, so an order costs the database a share of a round trip and of a commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.delivery.day_slots import Slot
from app.delivery.release_slots import release_slots
from app.delivery.states import Fulfilment
from app.delivery.take_slot import take_slot
from app.events.orders import OrderPlaced
from app.inventory.errors import OutOfStock
from app.inventory.hold import hold_all
from app.inventory.source import SourcingPlan
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.errors import Error
from app.kernel.ids import new_id, new_number
from app.kernel.port import Port
from app.orders import sql
from app.orders.basket import Priced, price_each, serve_each
from app.orders.errors import QuoteMoved, TooManyUnpaid
from app.orders.mark_paid import mark_all_paid
from app.orders.order_rows import line_rows, order_row
from app.orders.states import OrderStatus
from app.orders.wanted import Wanted
from app.promotions.coupons.lock import lock
from app.wallet import hold as wallet

# Each unpaid order keeps stock from others until it is over.
most_unpaid: Port[int] = Port("orders.most_unpaid")

TIME_TO_PAY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Placing:
    """A member's wish under their key. `fingerprint` is the wish's; `expected_total` fen, as it was quoted."""

    member_id: UUID
    wanted: Wanted
    key: str
    fingerprint: str
    expected_total: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as its placing answers it. `total` in fen; `payable` of it is left for WeChat Pay."""

    id: UUID
    number: str
    status: OrderStatus
    total: int
    payable: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """An order that only the tables can still refuse."""

    placing: Placing
    id: UUID
    number: str
    priced: Priced
    plan: SourcingPlan
    slot: Slot | None


class PlacedUnfairly(Exception):
    """Stock was kept for an order that was then not placed, and another went without: each must be tried alone."""


@atomic
async def place_all(placings: Sequence[Placing]) -> list[Placed | Error | None]:
    """Each placing's order, or the error that refuses it; None when its key or the order's number is taken.

    What one of them gets, those after it do not. Raises what only ends the transaction can undo: a coupon, a balance
    or stock that was there when it was read and then was not. Orders go first, hot stock rows are locked last.
    """
    now = clock.now()
    outcomes: list[Placed | Error | None] = [None] * len(placings)
    drafts = await _draft(placings, outcomes, now)
    placed = await _write(list(drafts.values()), now)
    for i, draft in drafts.items():
        outcomes[i] = placed.get(draft.id)
    refused = [draft for draft in drafts.values() if draft.id not in placed]
    if refused:
        if any(isinstance(outcome, OutOfStock) for outcome in outcomes):
            raise PlacedUnfairly
        await release_slots([draft.id for draft in refused])
        unpaid = await _unpaid_of([draft.placing.member_id for draft in refused])
        for i, draft in drafts.items():
            if draft.id not in placed and unpaid.get(draft.placing.member_id, 0) >= most_unpaid():
                outcomes[i] = TooManyUnpaid(limit=most_unpaid())
    return outcomes


async def _draft(placings: Sequence[Placing], outcomes: list[Placed | Error | None], now: datetime) -> dict[int, Draft]:
    """Price and source those that can be, by their place; of the others the outcomes get the errors."""
    asked = [(each.member_id, each.wanted) for each in placings]
    priced: dict[int, Priced] = {}
    for i, one in enumerate(await price_each(asked, now, alone=True)):
        if isinstance(one, Error):
            outcomes[i] = one
        elif placings[i].expected_total not in (None, one.quote.total):
            outcomes[i] = QuoteMoved(expected=placings[i].expected_total, total=one.quote.total)
        else:
            priced[i] = one
    drafts: dict[int, Draft] = {}
    for (i, one), plan in zip(priced.items(), await serve_each(list(priced.values())), strict=True):
        try:
            drafts[i] = await _one_draft(placings[i], one, plan)
        except Error as error:
            outcomes[i] = error
    return drafts


async def _one_draft(placing: Placing, priced: Priced, plan: SourcingPlan | Error) -> Draft:
    if isinstance(plan, Error):
        raise plan
    order_id = new_id()
    slot = await _slot(order_id, placing.wanted)
    return Draft(placing, order_id, new_number("S"), priced, plan, slot)


async def _slot(order_id: UUID, wanted: Wanted) -> Slot | None:
    if wanted.fulfilment is not Fulfilment.SAME_CITY or wanted.slot_from is None or wanted.store_id is None:
        return None
    return await take_slot(order_id, wanted.store_id, wanted.slot_from)


async def _write(drafts: Sequence[Draft], now: datetime) -> dict[UUID, Placed]:
    """Make the orders, and keep what they take. Those that could be made, by id."""
    if not drafts:
        return {}
    expires_at = now + TIME_TO_PAY
    made = await _insert(drafts, now, expires_at)
    taken = [draft for draft in drafts if draft.id in made]
    for draft in taken:
        quote, member_id = draft.priced.quote, draft.placing.member_id
        if quote.coupons:
            await lock(member_id, quote.coupons, draft.id)
        if quote.points or quote.stored_value:
            await wallet.hold(member_id, draft.id, quote.points, quote.stored_value)
    await hold_all({draft.id: draft.plan.allocations for draft in taken}, expires_at)
    told = [OrderPlaced(draft.id, draft.placing.member_id, draft.priced.quote.total, now) for draft in taken]
    await outbox.publish(*told)
    free = [draft.id for draft in taken if draft.priced.quote.payable == 0]
    paid = await mark_all_paid(dict.fromkeys(free, now)) if free else set()
    return {draft.id: _placed(draft, draft.id in paid, expires_at) for draft in taken}


async def _insert(drafts: Sequence[Draft], now: datetime, expires_at: datetime) -> set[UUID]:
    orders, lines, before = [], [], dict.fromkeys((draft.placing.member_id for draft in drafts), 0)
    for draft in drafts:
        placing, priced = draft.placing, draft.priced
        row = order_row(draft.id, placing.member_id, priced, draft.slot, now)
        orders.append(
            row
            | {"number": draft.number, "idempotency_key": placing.key, "request_hash": placing.fingerprint}
            | {"expires_at": expires_at, "ahead": before[placing.member_id], "history_id": new_id()}
        )
        lines += line_rows(draft.id, priced, draft.plan)
        before[placing.member_id] += 1
    columns = db.columns_of(sql.NEW_ORDER, orders) + db.columns_of(sql.NEW_LINE, lines)
    return {row["id"] for row in await db.fetch(sql.PLACE, *columns, most_unpaid())}


def _placed(draft: Draft, paid: bool, expires_at: datetime) -> Placed:
    quote = draft.priced.quote
    status = OrderStatus.PAID if paid else OrderStatus.UNPAID
    return Placed(draft.id, draft.number, status, quote.total, quote.payable, expires_at)


async def _unpaid_of(members: Sequence[UUID]) -> dict[UUID, int]:
    return {row["member_id"]: row["unpaid"] for row in await db.fetch(sql.UNPAID_OF, members)}
