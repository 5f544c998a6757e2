"""Keep stock for orders until they are paid or their time is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from app.inventory import sql
from app.inventory.errors import OutOfStock
from app.inventory.plan import Allocation
from app.kernel import db
from app.kernel.db import atomic
from app.kernel.ids import new_id


@atomic
async def hold(order_id: UUID, allocations: Sequence[Allocation], expires_at: datetime) -> None:
    """Hold everything that was allocated to one order. Raises OutOfStock naming each SKU that is short."""
    await hold_all({order_id: allocations}, expires_at)


@atomic
async def hold_all(allocations: Mapping[UUID, Sequence[Allocation]], expires_at: datetime) -> None:
    """Hold everything that was allocated to these orders, at all its locations, or nothing.

    One statement locks, checks, updates and records, whatever sourcing saw before. Several allocations of a SKU at
    one location to one order are one hold. Raises OutOfStock naming each SKU that is short for all of them together;
    the error must end the transaction: it undoes what was held.
    """
    pieces = _add_up(allocations)
    rows = [*zip(*pieces, strict=True)] or [(), (), ()]
    wanted = (*map(list, rows), list(pieces.values()))
    if await db.execute(sql.HOLD, *wanted, [new_id() for _ in pieces], expires_at) != len(pieces):
        short = await db.fetch(sql.SHORT, *wanted)
        raise OutOfStock(short=[{**row, "sku_id": str(row["sku_id"])} for row in short])


def _add_up(allocations: Mapping[UUID, Sequence[Allocation]]) -> dict[tuple[UUID, UUID, UUID], int]:
    pieces: dict[tuple[UUID, UUID, UUID], int] = {}
    for order_id, parts in allocations.items():
        for one in parts:
            if one.quantity <= 0:
                raise ValueError("an allocation has pieces")
            place = (order_id, one.sku_id, one.location_id)
            pieces[place] = pieces.get(place, 0) + one.quantity
    return pieces
