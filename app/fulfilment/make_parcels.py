"""A paid order becomes parcels: one for each location that serves it."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from app.delivery.states import Fulfilment
from app.events.orders import OrderPaid
from app.fulfilment import parcel_of, pick_up
from app.fulfilment.models import Parcel
from app.fulfilment.owe_upload import owe_upload
from app.fulfilment.progress import follow
from app.fulfilment.states import ParcelStatus
from app.inventory.queries import default_location
from app.kernel import clock
from app.kernel.actor import SYSTEM
from app.kernel.db import atomic
from app.orders.queries import Line, OrderFacts, facts, lines_of

HANDED_OVER_AT_ONCE = frozenset({Fulfilment.IN_STORE, Fulfilment.VIRTUAL})


async def make_parcels(event: OrderPaid) -> None:
    """Reaction: the order's parcels are there, once."""
    await ensure(event.order_id)


@atomic
async def ensure(order_id: UUID) -> OrderFacts:
    """The order, locked until the transaction ends, with its parcels made now or before. Raises OrderNotFound."""
    order = await facts(order_id, lock=True)
    if not await Parcel.filter(order_id=order_id, after_sale_id=None).exists():
        await _make(order)
    return order


async def _make(order: OrderFacts) -> None:
    lines = await lines_of(order.id)
    skus = {line.id: line.sku_id for line in lines}
    for location_id, pieces in (await by_location(lines)).items():
        parcel = await _empty(order, location_id)
        await parcel_of.fill(parcel.id, pieces, skus)
        if order.fulfilment is Fulfilment.PICK_UP:
            await pick_up.tell_ready(parcel, order, [line.title for line in lines if line.id in pieces])
    if order.fulfilment in HANDED_OVER_AT_ONCE or order.fulfilment is Fulfilment.PICK_UP:
        await owe_upload(order)
    await follow(order, SYSTEM)


async def _empty(order: OrderFacts, location_id: UUID) -> Parcel:
    now = clock.now()
    match order.fulfilment:
        case Fulfilment.PICK_UP:
            return await parcel_of.make(order, location_id, **pick_up.code_until(now))
        case Fulfilment.IN_STORE:
            # The code is shown at the exit: the goods leave with the member.
            handed = {"status": ParcelStatus.DELIVERED, "delivered_at": now, "pick_up_code": pick_up.new_code()}
            return await parcel_of.make(order, location_id, **handed)
        case Fulfilment.VIRTUAL:
            return await parcel_of.make(order, location_id, status=ParcelStatus.DELIVERED, delivered_at=now)
        case Fulfilment.EXPRESS | Fulfilment.SAME_CITY:
            return await parcel_of.make(order, location_id)


async def by_location(lines: Sequence[Line]) -> dict[UUID, dict[UUID, int]]:
    """Location → order line → pieces, as sourced at placing. What nobody was named for comes from the warehouse."""
    shares: defaultdict[UUID, dict[UUID, int]] = defaultdict(dict)
    for line in lines:
        named = 0
        for served in line.sourcing:
            shares[served.location_id][line.id] = shares[served.location_id].get(line.id, 0) + served.quantity
            named += served.quantity
        if named < line.quantity:
            rest = shares[await default_location()]
            rest[line.id] = rest.get(line.id, 0) + line.quantity - named
    return dict(shares)
