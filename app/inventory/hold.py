"""Keep stock for an order until it is paid or its time is over."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.inventory import sql
from app.inventory.errors import OutOfStock
from app.kernel import db
from app.kernel.db import atomic
from app.kernel.ids import new_id


@atomic
async def hold(order_id: UUID, location_id: UUID, quantities: Mapping[UUID, int], expires_at: datetime) -> None:
    """Hold all lines (SKU → pieces) at a location. Raises OutOfStock naming each SKU that is short.

    One statement locks, checks, updates and records. The error must end the transaction: it undoes what was held.
    """
    skus, pieces = list(quantities), list(quantities.values())
    holds = [new_id() for _ in skus]
    if await db.execute(sql.HOLD, order_id, location_id, skus, pieces, holds, expires_at) != len(skus):
        short = await db.fetch(sql.SHORT, order_id, location_id, skus, pieces)
        raise OutOfStock(short=[{**row, "sku_id": str(row["sku_id"])} for row in short])
