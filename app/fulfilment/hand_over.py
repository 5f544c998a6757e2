"""At the store: give out what was ordered for pick-up, and let a scan-to-buy customer pass the exit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.delivery.states import Fulfilment
from app.events.fulfilment import ParcelDelivered
from app.fulfilment import parcel_of, sql
from app.fulfilment.errors import AlreadyHandedOver, PickUpCodeUnknown, PickUpElsewhere, PickUpOver
from app.fulfilment.models import Parcel
from app.fulfilment.pick_up import DIGITS
from app.fulfilment.progress import follow
from app.fulfilment.states import ParcelStatus
from app.kernel import clock, db, outbox
from app.kernel.actor import Actor
from app.kernel.db import atomic
from app.orders.queries import OrderFacts


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What the clerk compares with what is in the bag. `at`: when it was handed over."""

    id: UUID
    number: str
    order_number: str
    at: datetime


@atomic
async def redeem(code: str, store_id: UUID, by: Actor) -> HandedOver:
    """Give out the parcel behind a pick-up code, once. The order is received when nothing of it is left.

    Raises PickUpCodeUnknown, PickUpElsewhere in another store, AlreadyHandedOver, PickUpOver after its time or when
    it was refunded.
    """
    parcel, order = await _behind(code, Fulfilment.PICK_UP, store_id)
    now = clock.now()
    if await db.fetch_value(sql.HAND_OVER, parcel.id, now, by.id) is None:
        if parcel.status is ParcelStatus.DELIVERED:
            raise AlreadyHandedOver(at=str(parcel.delivered_at))
        raise PickUpOver
    await outbox.publish(ParcelDelivered(parcel.id, order.id, order.member_id, parcel.after_sale_id, now))
    if parcel.after_sale_id is None:
        await follow(order, by)
    return HandedOver(parcel.id, parcel.number, order.number, now)


@atomic
async def check_out(code: str, store_id: UUID, by: Actor) -> HandedOver:
    """Let goods that were scanned and paid leave the store, once.

    Raises PickUpCodeUnknown, PickUpElsewhere, or AlreadyHandedOver when they left before.
    """
    parcel, order = await _behind(code, Fulfilment.IN_STORE, store_id)
    now = clock.now()
    if await db.fetch_value(sql.CHECK_OUT, parcel.id, now, by.id) is None:
        raise AlreadyHandedOver(at=str(parcel.checked_out_at))
    return HandedOver(parcel.id, parcel.number, order.number, now)


async def _behind(code: str, kind: Fulfilment, store_id: UUID) -> tuple[Parcel, OrderFacts]:
    found = await Parcel.get_or_none(pick_up_code=code, kind=kind) if len(code) == DIGITS else None
    if found is None:
        raise PickUpCodeUnknown
    parcel, order = await parcel_of.locked(found.id)
    if order.store_id != store_id:
        raise PickUpElsewhere
    return parcel, order
