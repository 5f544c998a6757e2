"""Paid orders as the order desk leaves them, and how their pieces stand."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.delivery.states import Fulfilment
from app.fulfilment.make_parcels import ensure
from app.fulfilment.models import Parcel, ParcelLine
from app.fulfilment.states import ParcelStatus
from app.kernel import clock
from app.kernel.actor import Actor, ActorKind
from app.kernel.ids import new_id, new_number
from app.members.addresses import Recipient
from app.orders.models import Order, OrderLine
from app.orders.states import OrderStatus

CLERK = Actor(ActorKind.STAFF, UUID(int=77))
HOME = Recipient("小满", "13800001111", "上海市 黄浦区", "人民大道 1 号")
SF, ZTO = "SF", "ZTO"
Served = Sequence[tuple[UUID, int]]


async def paid_order(*lines: Served, fulfilment: Fulfilment = Fulfilment.EXPRESS, **more: Any) -> Order:
    """A paid order without its parcels; each line is who serves how many pieces of it, at 10 yuan a piece."""
    quantities = [sum(count for _, count in served) for served in lines]
    total, now = sum(quantities) * 1000, clock.now()
    columns: dict[str, Any] = {"payable": total, "status": OrderStatus.PAID, "member_id": new_id()} | more
    order = await Order.create(
        id=new_id(),
        number=new_number("S"),
        idempotency_key=str(new_id()),
        request_hash="",
        fulfilment=fulfilment,
        total=total,
        destination_sealed=HOME.sealed() if fulfilment in (Fulfilment.EXPRESS, Fulfilment.SAME_CITY) else None,
        expires_at=now,
        placed_at=now,
        paid_at=now,
        **columns,
    )
    for place, served in enumerate(lines, 1):
        await _line(order, place, served)
    return order


async def _line(order: Order, place: int, served: Served) -> None:
    count = sum(count for _, count in served)
    await OrderLine.create(
        id=new_id(),
        order_id=order.id,
        line=place,
        sku_id=new_id(),
        product_id=new_id(),
        title=f"龙井 {place} 号",
        spec="50 克",
        quantity=count,
        unit_price=1000,
        amount=count * 1000,
        sourcing=[{"location_id": str(where), "quantity": pieces, "reason": "最近"} for where, pieces in served],
    )


async def packed(*lines: Served, **more: Any) -> tuple[Order, list[Parcel]]:
    """A paid order and its parcels, in order of their making."""
    order = await paid_order(*lines, **more)
    await ensure(order.id)
    return order, await parcels_of(order)


async def parcels_of(order: Order) -> list[Parcel]:
    return await Parcel.filter(order_id=order.id).order_by("id")


async def lines_of(order: Order) -> list[UUID]:
    """The order's lines, first one first."""
    return [line.id for line in await OrderLine.filter(order_id=order.id).order_by("line")]


async def pieces_by_status(order: Order) -> dict[str, int]:
    """How many pieces are in parcels of each status; statuses without any are left out."""
    found: dict[str, int] = {}
    for parcel in await parcels_of(order):
        for line in await ParcelLine.filter(parcel_id=parcel.id, quantity__gt=0):
            found[parcel.status.value] = found.get(parcel.status.value, 0) + line.quantity
    return found


async def status_of(order: Order) -> OrderStatus:
    return (await Order.get(id=order.id)).status


async def parcel_status(parcel: Parcel) -> ParcelStatus:
    return (await Parcel.get(id=parcel.id)).status
