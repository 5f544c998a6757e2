"""Orders that were paid, sent and received as the product does it, without a phone at the sandbox."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.aftersale.models import AfterSale, AfterSaleLine
from app.aftersale.request import Asked, request
from app.aftersale.states import AfterSaleKind, Reason
from app.fulfilment.make_parcels import ensure
from app.fulfilment.models import Parcel
from app.fulfilment.ship import Shipment, ship
from app.kernel import clock, db
from app.kernel.actor import SYSTEM, Actor, ActorKind
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.mark_paid import mark_paid
from app.orders.place import place
from app.orders.receive import receive
from app.payments.start import owe
from tests.app.orders.factory import wish

CLERK = Actor(ActorKind.STAFF, UUID(int=77))
PAID = "UPDATE payments SET status = 'paid', transaction_id = id::text::char(32), paid_at = $2 WHERE subject_id = $1"


def member(member_id: UUID) -> Actor:
    return Actor(ActorKind.MEMBER, member_id)


async def bought(member_id: UUID, *lines: tuple[UUID, int], **more: Any) -> UUID:
    """A paid order with its parcels made."""
    placed = await place(member_id, await wish(member_id, *lines, **more), str(new_id()))
    if placed.payable:
        await owe(placed.id, member_id, "o-payer", placed.payable, "测试", placed.expires_at)
        await db.execute(PAID, placed.id, clock.now())
        assert await mark_paid(placed.id, clock.now())
    await ensure(placed.id)
    return placed.id


async def send(order_id: UUID) -> None:
    """Every waiting parcel leaves."""
    for parcel in await Parcel.filter(order_id=order_id, status="waiting"):
        await ship(parcel.id, Shipment("SF", f"SF{parcel.id.int % 10**12:012d}"), CLERK)


async def delivered(member_id: UUID, *lines: tuple[UUID, int], **more: Any) -> UUID:
    """A paid order that the member has."""
    order_id = await bought(member_id, *lines, **more)
    await send(order_id)
    await receive(order_id, SYSTEM)
    return order_id


async def line_ids(order_id: UUID) -> list[UUID]:
    return [line.id for line in await orders.lines_of(order_id)]


async def ask(
    order_id: UUID,
    member_id: UUID,
    pieces: Mapping[UUID, int],
    kind: AfterSaleKind = AfterSaleKind.REFUND_ONLY,
    reason: Reason = Reason.UNWANTED,
) -> UUID:
    return await request(order_id, member(member_id), Asked(kind, pieces, reason), str(new_id()))


async def one(after_sale_id: UUID) -> AfterSale:
    return await AfterSale.get(id=after_sale_id)


async def given_back(order_id: UUID) -> tuple[int, int]:
    """(fen to WeChat, fen to stored value) of all after-sales of an order, freight included."""
    found = await AfterSale.filter(order_id=order_id)
    return sum(each.amount for each in found), sum(each.stored_value for each in found)


async def refunds_of(order_id: UUID) -> list[int]:
    sql = "SELECT r.amount FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.subject_id = $1 ORDER BY r.id"
    return [row["amount"] for row in await db.fetch(sql, order_id)]


async def shares_of(after_sale_id: UUID) -> list[tuple[int, int, int]]:
    """(amount, stored value, points) per line."""
    lines = await AfterSaleLine.filter(after_sale_id=after_sale_id).order_by("id")
    return [(line.amount, line.stored_value, line.points) for line in lines]
