"""Keep stock for an order until it is paid or its time is over."""

from collections.abc import Sequence
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
    """Hold everything that was allocated, at all its locations. Raises OutOfStock naming each SKU that is short.

    One statement locks, checks, updates and records, whatever sourcing saw before. Several allocations of a SKU at
    one location are one hold. The error must end the transaction: it undoes what was held.
    """
    pieces = _add_up(allocations)
    skus, locations = [sku_id for sku_id, _ in pieces], [location_id for _, location_id in pieces]
    wanted, holds = list(pieces.values()), [new_id() for _ in pieces]
    if await db.execute(sql.HOLD, order_id, skus, locations, wanted, holds, expires_at) != len(pieces):
        short = await db.fetch(sql.SHORT, order_id, skus, locations, wanted)
        raise OutOfStock(short=[{**row, "sku_id": str(row["sku_id"])} for row in short])


def _add_up(allocations: Sequence[Allocation]) -> dict[tuple[UUID, UUID], int]:
    pieces: dict[tuple[UUID, UUID], int] = {}
    for one in allocations:
        if one.quantity <= 0:
            raise ValueError("an allocation has pieces")
        place = (one.sku_id, one.location_id)
        pieces[place] = pieces.get(place, 0) + one.quantity
    return pieces
