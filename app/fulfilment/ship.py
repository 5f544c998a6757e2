"""Send a parcel, whole or in part, and mend a number that was typed wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.delivery.states import Fulfilment
from app.events.fulfilment import ParcelShipped
from app.fulfilment import carriers, parcel_of, split, sql
from app.fulfilment.errors import ParcelNotOnItsWay, ParcelNotWaiting, TrackingNumberUsed
from app.fulfilment.models import Parcel, Track
from app.fulfilment.owe_upload import owe_upload
from app.fulfilment.progress import follow
from app.fulfilment.states import ParcelStatus
from app.kernel import clock, db, outbox
from app.kernel.actor import Actor
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.orders.queries import OrderFacts, lines_of


@dataclass(frozen=True, slots=True)
class Shipment:
    """Who carries it. Express: a courier's code and the number on its label. Same-city: the store's own people or a
    flash partner by name, with the partner's number if there is one.
    """

    carrier: str
    tracking_no: str = ""


@atomic
async def ship(parcel_id: UUID, shipment: Shipment, by: Actor, pieces: Mapping[UUID, int] | None = None) -> UUID:
    """The id of the parcel that is now on its way: this one, or a new one with only these `pieces` of it.

    The order is shipped when none of its pieces waits any more. Raises ParcelNotFound, ParcelNotWaiting, OtherKind,
    NotInParcel, CarrierUnknown, TrackingNumberBad, TrackingNumberUsed.
    """
    parcel, order = await parcel_of.locked(parcel_id)
    split.check_waiting(parcel)
    carrier, number = await _label(parcel, shipment)
    held = await parcel_of.holds(parcel_id)
    wanted = held if pieces is None else pieces
    split.check_held(held, wanted)
    if dict(wanted) != held:
        parcel = await split.take_apart(parcel, order, wanted)
    now = clock.now()
    if await db.fetch_value(sql.SHIP, parcel.id, carrier, number, now) is None:
        raise ParcelNotWaiting
    titles = [line.title for line in await lines_of(order.id) if line.id in wanted]
    told = (parcel.id, order.id, order.member_id, order.number, parcel_of.title_of(titles))
    await outbox.publish(ParcelShipped(*told, carriers.name_of(carrier), number, now))
    await _report(parcel, order, by)
    return parcel.id


@atomic
async def correct(parcel_id: UUID, shipment: Shipment) -> None:
    """Put another courier or number on a parcel on its way; what was told of the wrong one is forgotten.

    Raises ParcelNotFound, ParcelNotOnItsWay, CarrierUnknown, TrackingNumberBad, TrackingNumberUsed.
    """
    parcel, order = await parcel_of.locked(parcel_id)
    if parcel.status is not ParcelStatus.SHIPPED:
        raise ParcelNotOnItsWay(status=parcel.status.value)
    carrier, number = await _label(parcel, shipment)
    if (carrier, number) == (parcel.carrier, parcel.tracking_no):
        return
    await Parcel.filter(id=parcel_id).update(carrier=carrier, tracking_no=number, track_state="")
    await Track.filter(parcel_id=parcel_id).delete()
    if parcel.kind is Fulfilment.EXPRESS:
        await _watch(parcel_id)
        if parcel.after_sale_id is None:
            await owe_upload(order)


async def _label(parcel: Parcel, shipment: Shipment) -> tuple[str, str | None]:
    """Courier and number as they are kept. A number is one parcel's among those of an order."""
    if parcel.kind is Fulfilment.SAME_CITY:
        return shipment.carrier, shipment.tracking_no or None
    carrier, number = carriers.checked(shipment.carrier, shipment.tracking_no)
    others = Parcel.filter(order_id=parcel.order_id, carrier=carrier, tracking_no=number).exclude(id=parcel.id)
    if await others.exists():
        raise TrackingNumberUsed
    return carrier, number


async def _report(parcel: Parcel, order: OrderFacts, by: Actor) -> None:
    """Express is told parcel by parcel; same-city once all of it is under way. Exchanges are told to nobody."""
    if parcel.kind is Fulfilment.EXPRESS:
        await _watch(parcel.id)
    if parcel.after_sale_id is not None:
        return
    everything = await follow(order, by)
    if everything or parcel.kind is Fulfilment.EXPRESS:
        await owe_upload(order)


async def _watch(parcel_id: UUID) -> None:
    await db.execute(sql.WATCH, new_id(), parcel_id, clock.now())
