"""Send the goods of an exchange."""

from collections import defaultdict
from uuid import UUID

from app.delivery.states import Fulfilment
from app.events.aftersale import ExchangeGranted
from app.fulfilment import parcel_of, pick_up
from app.fulfilment.models import Parcel
from app.kernel import clock
from app.kernel.db import atomic
from app.orders.queries import facts, lines_of

# What was taken along in the store is fetched there again.
SENT_AGAIN_AS = {Fulfilment.IN_STORE: Fulfilment.PICK_UP}


@atomic
async def resend(event: ExchangeGranted) -> None:
    """Reaction: the pieces wait in parcels of their own, once, at the locations that have them ready."""
    order = await facts(event.order_id, lock=True)
    if await Parcel.filter(after_sale_id=event.after_sale_id).exists():
        return
    lines = {line.id: line for line in await lines_of(order.id)}
    kind = SENT_AGAIN_AS.get(order.fulfilment, order.fulfilment)
    code = pick_up.code_until if kind is Fulfilment.PICK_UP else None
    shares: defaultdict[UUID, dict[UUID, int]] = defaultdict(dict)
    for location_id, line, count in event.pieces:
        shares[location_id][line] = count
    for location_id, pieces in shares.items():
        columns = dict(code(clock.now())) if code else {}
        parcel = await parcel_of.make(order, location_id, kind=kind, after_sale_id=event.after_sale_id, **columns)
        await parcel_of.fill(parcel.id, pieces, {line: lines[line].sku_id for line in pieces})
        if code:
            await pick_up.tell_ready(parcel, order, [lines[line].title for line in pieces])
