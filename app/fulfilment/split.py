"""Take some pieces of a waiting parcel into one of their own."""

from collections.abc import Mapping
from uuid import UUID

from app.fulfilment import parcel_of, sql
from app.fulfilment.errors import NotInParcel, OtherKind, ParcelNotWaiting
from app.fulfilment.models import Parcel, ParcelLine
from app.fulfilment.progress import SENT
from app.fulfilment.states import ParcelStatus
from app.kernel import db
from app.kernel.db import atomic
from app.orders.queries import OrderFacts


@atomic
async def split(parcel_id: UUID, pieces: Mapping[UUID, int]) -> UUID:
    """The id of the new parcel with these pieces (order line → pieces), waiting at the same location.

    Raises ParcelNotFound, ParcelNotWaiting, OtherKind, or NotInParcel, also when nothing would stay behind.
    """
    parcel, order = await parcel_of.locked(parcel_id)
    check_waiting(parcel)
    held = await parcel_of.holds(parcel_id)
    check_held(held, pieces)
    if dict(pieces) == held:
        raise NotInParcel(reason="a parcel is not split into itself and nothing")
    return (await take_apart(parcel, order, pieces)).id


def check_waiting(parcel: Parcel) -> None:
    """Raises OtherKind for what is not sent, ParcelNotWaiting for what left already."""
    if parcel.kind not in SENT:
        raise OtherKind(kind=parcel.kind.value)
    if parcel.status is not ParcelStatus.WAITING:
        raise ParcelNotWaiting(status=parcel.status.value)


def check_held(held: Mapping[UUID, int], pieces: Mapping[UUID, int]) -> None:
    """Raises NotInParcel unless the pieces are there, at least one of each line named."""
    if not pieces or any(not 0 < count <= held.get(line, 0) for line, count in pieces.items()):
        raise NotInParcel(held={str(line): count for line, count in held.items()})


async def take_apart(parcel: Parcel, order: OrderFacts, pieces: Mapping[UUID, int]) -> Parcel:
    """A new parcel with checked pieces of this one. The caller holds the order's lock."""
    lines = await ParcelLine.filter(parcel_id=parcel.id, order_line_id__in=list(pieces))
    part = await parcel_of.make(order, parcel.location_id, kind=parcel.kind, after_sale_id=parcel.after_sale_id)
    await parcel_of.fill(part.id, pieces, {line.order_line_id: line.sku_id for line in lines})
    taken = [pieces[line.order_line_id] for line in lines]
    await db.execute(sql.TAKE_PIECES, [line.id for line in lines], taken)
    return part
