"""A parcel on its way has arrived: by the word of who brought it, or of the carrier."""

from datetime import datetime
from uuid import UUID

from app.events.fulfilment import ParcelDelivered
from app.fulfilment import parcel_of, sql
from app.fulfilment.errors import ParcelNotOnItsWay
from app.fulfilment.models import TrackWatch
from app.kernel import clock, db, outbox
from app.kernel.actor import SYSTEM, Actor
from app.kernel.db import atomic


@atomic
async def deliver(parcel_id: UUID, proof: str, by: Actor) -> None:
    """Staff say that it was handed over, and to whom or where (`proof`).

    The order is received by the member's own word, or by time. Raises ParcelNotFound, ParcelNotOnItsWay.
    """
    parcel, _ = await parcel_of.locked(parcel_id)
    if not await arrive(parcel_id, clock.now(), proof, by):
        raise ParcelNotOnItsWay(status=parcel.status.value)


async def arrive(parcel_id: UUID, at: datetime, proof: str, by: Actor = SYSTEM) -> bool:
    """Whether this call delivered it. Nobody is asked about it any more."""
    row = await db.fetch_one(sql.DELIVER, parcel_id, at, by.id, proof[:200])
    if row is None:
        return False
    await TrackWatch.filter(parcel_id=parcel_id).update(check_at=None)
    await outbox.publish(ParcelDelivered(parcel_id, row["order_id"], row["member_id"], row["after_sale_id"], at))
    return True
