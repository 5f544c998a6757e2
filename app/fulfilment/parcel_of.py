"""A parcel of an order under the order's lock, and what it holds."""

from collections.abc import Mapping
from uuid import UUID

from app.fulfilment.errors import ParcelNotFound
from app.fulfilment.models import Parcel, ParcelLine
from app.kernel import clock
from app.kernel.ids import new_id, new_number
from app.orders.queries import OrderFacts, facts


async def locked(parcel_id: UUID) -> tuple[Parcel, OrderFacts]:
    """A parcel with its order. Until the transaction ends nobody ships, withholds or splits anything of the order.

    Raises ParcelNotFound. The order is always locked before its parcels are read: that is what keeps refunds and
    shipping apart, and everybody from waiting for each other.
    """
    seen = await Parcel.get_or_none(id=parcel_id)
    if seen is None:
        raise ParcelNotFound
    order = await facts(seen.order_id, lock=True)
    return await Parcel.get(id=parcel_id), order


async def holds(parcel_id: UUID) -> dict[UUID, int]:
    """Pieces by order line, none of them zero."""
    lines = await ParcelLine.filter(parcel_id=parcel_id, quantity__gt=0)
    return {line.order_line_id: line.quantity for line in lines}


async def make(order: OrderFacts, location_id: UUID, **more: object) -> Parcel:
    """An empty parcel of an order, waiting; `more` are further columns."""
    parcel = Parcel(
        id=new_id(),
        number=new_number("B"),
        order_id=order.id,
        member_id=order.member_id,
        location_id=location_id,
        created_at=clock.now(),
        **({"kind": order.fulfilment} | more),
    )
    await parcel.save()
    return parcel


async def fill(parcel_id: UUID, pieces: Mapping[UUID, int], skus: Mapping[UUID, UUID]) -> None:
    """Put pieces into an empty parcel: by order line, with the SKU of each line."""
    await ParcelLine.bulk_create(
        ParcelLine(id=new_id(), parcel_id=parcel_id, order_line_id=line, sku_id=skus[line], quantity=count)
        for line, count in pieces.items()
    )


def title_of(titles: list[str]) -> str:
    """What a parcel is called in a message: its first goods, and how many kinds."""
    return titles[0] if len(titles) == 1 else f"{titles[0]} 等 {len(titles)} 种商品"
