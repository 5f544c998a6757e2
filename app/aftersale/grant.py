"""Give pieces back for good: money, stored value, points, stock; everyone who earned on them is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.aftersale import sql
from app.aftersale.models import AfterSale, AfterSaleLine
from app.aftersale.move import move
from app.aftersale.shares import Share, share
from app.aftersale.states import SELLERS_FAULT, AfterSaleStatus
from app.events.aftersale import GoodsRefunded, ReturnedPieces
from app.fulfilment.withhold import withhold
from app.inventory.take_back import take_back
from app.kernel import clock, db, outbox
from app.kernel.actor import SYSTEM, Actor
from app.kernel.db import atomic
from app.orders import queries as orders
from app.orders.claim_pieces import end_claim
from app.orders.close import close_if_empty
from app.orders.queries import Line, OrderFacts
from app.orders.states import OrderStatus
from app.payments.refund import request_of_subject
from app.wallet.give_back import give_back

REASON = "售后退款"


@dataclass(frozen=True, slots=True)
class Freight:
    """What goes back of freight, and how much of it to stored value."""

    amount: int = 0
    stored_value: int = 0


@atomic
async def grant(
    after_sale_id: UUID, by: Actor, *, seen: AfterSaleStatus, restock_at: UUID | None = None, note: str = ""
) -> None:
    """Settle an after-sale by giving back. Pieces not yet sent leave their parcels and are on hand again.

    `seen`: the state in which it was decided, REQUESTED for money alone and RETURNING for goods that came back.
    `restock_at`: where pieces that came back can be sold again; None when they cannot. Amounts come from what the
    lines gave back before, under the order's lock, so that all after-sales of an order together give back exactly
    what was paid. Raises AlreadyShipped when pieces were sent meanwhile, and what move raises.
    """
    moved = await move(after_sale_id, AfterSaleStatus.REFUNDING, by, note, seen)
    order = await orders.facts(moved["order_id"], lock=True)
    asked = await AfterSaleLine.filter(after_sale_id=after_sale_id)
    lines = {line.id: line for line in await orders.lines_of(order.id)}
    given = {row["order_line_id"]: row for row in await db.fetch(sql.GIVEN_BACK, order.id)}
    shares = {each.order_line_id: _share(lines[each.order_line_id], given, each.quantity) for each in asked}
    whole = all(line.id in given and given[line.id]["pieces"] == line.quantity for line in lines.values())
    freight = await _freight(order, after_sale_id, whole)
    await _keep(after_sale_id, shares, freight)
    await _money_back(after_sale_id, order, shares, freight)
    await _stock_back(after_sale_id, order.id, asked, restock_at)
    await end_claim(order.id)
    await close_if_empty(order.id, by)
    await outbox.publish(_told(after_sale_id, order, lines, shares, freight, whole))


def _share(line: Line, given: Mapping[UUID, Any], pieces: int) -> Share:
    """What a line gives back now. Its own pieces are counted as given back already, still without amounts."""
    row = given[line.id]
    before = Share(row["pieces"] - pieces, row["wechat"], row["stored_value"], row["points"])
    return share(line, before, pieces)


async def _freight(order: OrderFacts, after_sale_id: UUID, whole: bool) -> Freight:
    """Freight goes back with the last piece when nothing was sent or the seller is at fault, and once."""
    after_sale = await AfterSale.get(id=after_sale_id)
    owed = order.status is OrderStatus.PAID or after_sale.reason in SELLERS_FAULT
    if not whole or not owed or await db.fetch_value(sql.FREIGHT_GIVEN_BACK, order.id):
        return Freight()
    return Freight(order.freight, order.freight_stored)


async def _keep(after_sale_id: UUID, shares: Mapping[UUID, Share], freight: Freight) -> None:
    columns = ([each.amount for each in shares.values()], [each.stored_value for each in shares.values()])
    await db.execute(sql.SET_SHARES, after_sale_id, list(shares), *columns, [each.points for each in shares.values()])
    await AfterSale.filter(id=after_sale_id).update(
        amount=sum(each.wechat for each in shares.values()) + freight.amount - freight.stored_value,
        stored_value=sum(each.stored_value for each in shares.values()) + freight.stored_value,
        points=sum(each.points for each in shares.values()),
        freight=freight.amount,
    )


async def _stock_back(after_sale_id: UUID, order_id: UUID, asked: list[AfterSaleLine], restock_at: UUID | None) -> None:
    sku_of = {each.order_line_id: each.sku_id for each in asked}
    back: dict[UUID, dict[UUID, int]] = {}
    not_sent = {each.order_line_id: each.unshipped for each in asked if each.unshipped}
    withheld = await withhold(order_id, not_sent) if not_sent else {}
    for line, parts in withheld.items():
        for location, pieces in parts:
            at = back.setdefault(location, {})
            at[sku_of[line]] = at.get(sku_of[line], 0) + pieces
    if restock_at is not None:
        at = back.setdefault(restock_at, {})
        for each in asked:
            at[each.sku_id] = at.get(each.sku_id, 0) + each.quantity - each.unshipped
    for location, pieces_of in sorted(back.items()):
        returned = {sku: pieces for sku, pieces in pieces_of.items() if pieces}
        if returned:
            await take_back(f"after-sale:{after_sale_id}:{location}", location, returned)


async def _money_back(after_sale_id: UUID, order: OrderFacts, shares: Mapping[UUID, Share], freight: Freight) -> None:
    stored_value = sum(each.stored_value for each in shares.values()) + freight.stored_value
    points = sum(each.points for each in shares.values())
    wechat = sum(each.wechat for each in shares.values()) + freight.amount - freight.stored_value
    source_ref = f"after-sale:{after_sale_id}"
    if stored_value or points:
        await give_back(order.id, points, stored_value, source_ref)
    if wechat:
        await request_of_subject(order.id, wechat, REASON, source_ref)
    else:
        await move(after_sale_id, AfterSaleStatus.DONE, SYSTEM)


def _told(
    after_sale_id: UUID,
    order: OrderFacts,
    lines: Mapping[UUID, Line],
    shares: Mapping[UUID, Share],
    freight: Freight,
    whole: bool,
) -> GoodsRefunded:
    return GoodsRefunded(
        after_sale_id=after_sale_id,
        order_id=order.id,
        member_id=order.member_id,
        order_number=order.number,
        goods_amount=sum(each.amount for each in shares.values()),
        freight=freight.amount,
        stored_value=sum(each.stored_value for each in shares.values()) + freight.stored_value,
        points=sum(each.points for each in shares.values()),
        whole=whole,
        lines=[
            ReturnedPieces(
                order_line_id=line,
                sku_id=lines[line].sku_id,
                quantity=each.pieces,
                of_quantity=lines[line].quantity,
                amount=each.amount,
                base=lines[line].amount,
            )
            for line, each in shares.items()
        ],
        at=clock.now(),
    )
