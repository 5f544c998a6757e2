"""A member asks to give pieces of an order back, or to have them exchanged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.aftersale.errors import (
    AfterSaleKeyReused,
    GiftsFirst,
    NotForAfterSale,
    NothingToReturn,
    UnknownLines,
)
from app.aftersale.grant import grant
from app.aftersale.models import AfterSale, AfterSaleHistory, AfterSaleLine
from app.aftersale.move import SILENCE
from app.aftersale.states import AfterSaleKind, AfterSaleStatus, Reason
from app.fulfilment.queries import unshipped
from app.kernel import clock
from app.kernel.actor import SYSTEM, Actor
from app.kernel.db import atomic
from app.kernel.ids import new_id, new_number
from app.orders import queries as orders
from app.orders.claim_pieces import claim
from app.orders.errors import OrderNotFound
from app.orders.queries import Line, OrderFacts
from app.orders.states import OrderStatus

ALLOWED = frozenset({OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.RECEIVED})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: pieces by order line, and why."""

    kind: AfterSaleKind
    pieces: Mapping[UUID, int]
    reason: Reason
    note: str = ""
    pictures: Sequence[str] = ()


@atomic
async def request(order_id: UUID, by: Actor, asked: Asked, idempotency_key: str) -> UUID:
    """Open an after-sale and claim its pieces; the id of the one opened before under the same key.

    The member asks, or the system for them. A refund of pieces that are all not yet sent is granted at once: they are
    taken out of their parcels first, so that they cannot leave any more. Everything else waits for the seller. Raises
    OrderNotFound (also for someone else's), NotForAfterSale, UnknownLines, PiecesTaken, NothingToReturn, GiftsFirst,
    AfterSaleKeyReused.
    """
    order = await orders.facts(order_id, lock=True)
    if by is not SYSTEM and order.member_id != by.id:
        raise OrderNotFound
    before = await AfterSale.get_or_none(member_id=order.member_id, idempotency_key=idempotency_key)
    if before is not None:
        if before.order_id != order_id or not await _is_same(before, asked):
            raise AfterSaleKeyReused
        return before.id
    if order.status not in ALLOWED:
        raise NotForAfterSale(status=order.status.value)
    lines = await _lines(order, asked)
    await claim(order_id, asked.pieces)
    waiting = await unshipped(order_id)
    # What is returned or exchanged is with the member: none of it is taken out of parcels that wait.
    kept_back = waiting if asked.kind is AfterSaleKind.REFUND_ONLY else {}
    not_sent = {line: min(count, kept_back.get(line, 0)) for line, count in asked.pieces.items()}
    _refuse_unsent(asked, lines, waiting)
    after_sale_id = await _open(order, by, asked, not_sent, lines, idempotency_key)
    if asked.kind is AfterSaleKind.REFUND_ONLY and not_sent == dict(asked.pieces):
        await grant(after_sale_id, SYSTEM, seen=AfterSaleStatus.REQUESTED, note="未发货，自动退款")
    return after_sale_id


async def _is_same(before: AfterSale, asked: Asked) -> bool:
    lines = await AfterSaleLine.filter(after_sale_id=before.id)
    return before.kind is asked.kind and {line.order_line_id: line.quantity for line in lines} == dict(asked.pieces)


async def _lines(order: OrderFacts, asked: Asked) -> dict[UUID, Line]:
    lines = {line.id: line for line in await orders.lines_of(order.id)}
    unknown = [str(line) for line in asked.pieces if line not in lines]
    if unknown or not asked.pieces:
        raise UnknownLines(order_line_ids=unknown)
    left = {line.id: line.quantity - line.returned - asked.pieces.get(line.id, 0) for line in lines.values()}
    bought_left = any(left[line.id] > 0 for line in lines.values() if not line.gift)
    gifts_left = [str(line.id) for line in lines.values() if line.gift and left[line.id] > 0]
    if asked.kind is not AfterSaleKind.EXCHANGE and gifts_left and not bought_left:
        raise GiftsFirst(order_line_ids=gifts_left)
    return lines


def _refuse_unsent(asked: Asked, lines: Mapping[UUID, Line], waiting: Mapping[UUID, int]) -> None:
    """Returning and exchanging is for pieces that the member has: those that neither wait nor were claimed before."""
    if asked.kind is AfterSaleKind.REFUND_ONLY:
        return
    had = {line: lines[line].quantity - lines[line].returned - waiting.get(line, 0) for line in asked.pieces}
    missing = [str(line) for line, count in asked.pieces.items() if count > had[line]]
    if missing:
        raise NothingToReturn(lines=missing)


async def _open(
    order: OrderFacts,
    by: Actor,
    asked: Asked,
    not_sent: Mapping[UUID, int],
    lines: Mapping[UUID, Line],
    idempotency_key: str,
) -> UUID:
    now = clock.now()
    after_sale_id = new_id()
    await AfterSale.create(
        id=after_sale_id,
        number=new_number("A"),
        order_id=order.id,
        member_id=order.member_id,
        idempotency_key=idempotency_key,
        kind=asked.kind,
        reason=asked.reason,
        note=asked.note,
        pictures=list(asked.pictures),
        due_at=now + SILENCE[AfterSaleStatus.REQUESTED],
        created_at=now,
    )
    await AfterSaleLine.bulk_create(
        AfterSaleLine(
            id=new_id(),
            after_sale_id=after_sale_id,
            order_line_id=line,
            sku_id=lines[line].sku_id,
            quantity=pieces,
            unshipped=not_sent[line],
        )
        for line, pieces in asked.pieces.items()
    )
    await AfterSaleHistory.create(
        id=new_id(),
        after_sale_id=after_sale_id,
        to_status=AfterSaleStatus.REQUESTED.value,
        actor_kind=by.kind.value,
        actor_id=by.id,
        at=now,
    )
    return after_sale_id
