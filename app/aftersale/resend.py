"""The second half of an exchange: the same goods again, from whoever has them."""

from uuid import UUID

from app.aftersale.models import AfterSale, AfterSaleLine
from app.aftersale.move import move
from app.aftersale.states import AfterSaleStatus
from app.events.aftersale import ExchangeGranted
from app.inventory.hold import hold
from app.inventory.sell import sell
from app.inventory.source import Destination, Wish, source
from app.inventory.take_back import take_back
from app.kernel import clock, outbox
from app.kernel.actor import Actor
from app.kernel.db import atomic
from app.orders import queries as orders


@atomic
async def resend(after_sale: AfterSale, by: Actor, restock_at: UUID | None, note: str) -> None:
    """Take the replacement out of stock under the after-sale's id, and have it sent. Raises OutOfStock."""
    moved = await move(after_sale.id, AfterSaleStatus.RESENDING, by, note)
    lines = await AfterSaleLine.filter(after_sale_id=after_sale.id)
    pieces: dict[UUID, int] = {}
    for line in lines:
        pieces[line.sku_id] = pieces.get(line.sku_id, 0) + line.quantity
    if restock_at is not None:
        await take_back(f"after-sale:{after_sale.id}:{restock_at}", restock_at, pieces)
    order = await orders.facts(moved["order_id"])
    wishes = [Wish(sku_id, count) for sku_id, count in pieces.items()]
    plan = await source(wishes, Destination(order.fulfilment.value, order.store_id))
    await hold(after_sale.id, plan.allocations, clock.now())
    await sell(after_sale.id)
    dealt = plan.deal([Wish(line.sku_id, line.quantity) for line in lines])
    pieces_of = [
        (part.location_id, line.order_line_id, part.quantity)
        for line, parts in zip(lines, dealt, strict=True)
        for part in parts
    ]
    await outbox.publish(ExchangeGranted(after_sale.id, order.id, pieces_of))
