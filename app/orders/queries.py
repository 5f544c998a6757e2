"""Reading orders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.delivery.states import Fulfilment
from app.kernel import db
from app.members.addresses import Recipient, unseal
from app.orders import sql
from app.orders.errors import OrderNotFound
from app.orders.models import Order, OrderLine
from app.orders.states import OrderStatus


@dataclass(frozen=True, slots=True)
class Served:
    """Pieces of a line that a location serves, and why it does."""

    location_id: UUID
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order. `amount` in fen, after discounts; `stored_value` of it was paid from stored value.

    `points` were burnt on it. `returned` pieces are given back or claimed by an open after-sale.
    """

    id: UUID
    sku_id: UUID
    product_id: UUID
    title: str
    spec: str
    quantity: int
    amount: int
    stored_value: int
    points: int
    gift: bool
    returned: int
    sourcing: tuple[Served, ...]


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order without its lines, as the domains above need it. Amounts in fen; `title` is its first line's."""

    id: UUID
    number: str
    member_id: UUID
    status: OrderStatus
    fulfilment: Fulfilment
    store_id: UUID | None
    total: int
    freight: int
    freight_stored: int
    stored_value: int
    points: int
    payable: int
    guide_id: UUID | None
    region_code: str
    promised_by: datetime | None
    placed_at: datetime
    paid_at: datetime | None
    open_claims: int
    title: str


async def detail(order_id: UUID, member_id: UUID) -> bytes:
    """The member's own order as JSON with lines and history. Raises OrderNotFound, also for someone else's."""
    text: str | None = await db.fetch_value(sql.DETAIL, order_id, member_id)
    if text is None:
        raise OrderNotFound
    return text.encode()


async def order_list(member_id: UUID, cursor: UUID | None, limit: int) -> bytes:
    """A page of the member's orders, newest first, as JSON: items and next_cursor."""
    text: str = await db.fetch_value(sql.LIST, member_id, cursor, limit)
    return text.encode()


async def facts(order_id: UUID, *, lock: bool = False) -> OrderFacts:
    """Raises OrderNotFound. With `lock` the order neither ships, ends nor gives back until the transaction ends."""
    row = await db.fetch_one(sql.LOCK_FACTS + (" FOR NO KEY UPDATE OF o" if lock else ""), order_id)
    if row is None:
        raise OrderNotFound
    return _facts(row)


async def own(order_id: UUID, member_id: UUID) -> OrderFacts:
    """The member's own order. Raises OrderNotFound, also for someone else's."""
    found = await facts(order_id)
    if found.member_id != member_id:
        raise OrderNotFound
    return found


async def ids_of_members(member_ids: Collection[UUID]) -> list[UUID]:
    """Every order of these members that was ever a guide's."""
    found = Order.filter(member_id__in=list(member_ids), guide_id__not_isnull=True)
    return [UUID(str(one)) for one in await found.values_list("id", flat=True)]


async def lines_of(order_id: UUID) -> list[Line]:
    """The lines of an order, in order; at most 50 and its gifts. Empty for an unknown order."""
    return [_line(line) for line in await OrderLine.filter(order_id=order_id).order_by("line")]


async def recipient(order_id: UUID) -> Recipient | None:
    """To whom an order goes, opened for who packs it. None when it is fetched or sent by message."""
    order = await Order.get_or_none(id=order_id)
    if order is None:
        raise OrderNotFound
    return unseal(order.destination_sealed) if order.destination_sealed else None


async def quote_of(order_id: UUID) -> str:
    """The priced basket of an order as it was placed, for app/promotions/pricing/replay.py. Raises OrderNotFound."""
    order = await Order.get_or_none(id=order_id)
    if order is None:
        raise OrderNotFound
    return order.quote


def _facts(row: Any) -> OrderFacts:
    values = dict(row) | {"status": OrderStatus(row["status"]), "fulfilment": Fulfilment(row["fulfilment"])}
    return OrderFacts(**values)


def _line(line: OrderLine) -> Line:
    sourcing = orjson.loads(line.sourcing) if isinstance(line.sourcing, str) else line.sourcing
    return Line(
        id=line.id,
        sku_id=line.sku_id,
        product_id=line.product_id,
        title=line.title,
        spec=line.spec,
        quantity=line.quantity,
        amount=line.amount,
        stored_value=line.stored_value,
        points=line.points,
        gift=line.gift_of is not None,
        returned=line.returned,
        sourcing=tuple(
            Served(UUID(str(part["location_id"])), int(str(part["quantity"])), str(part["reason"])) for part in sourcing
        ),
    )
