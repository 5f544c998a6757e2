"""Reading stock."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.inventory import sql
from app.inventory.errors import LocationNotFound
from app.inventory.models import Stock
from app.kernel import db


@dataclass(frozen=True, slots=True)
class Level:
    """Pieces of a SKU at a location; free to sell = on_hand - held - safety."""

    on_hand: int
    held: int
    safety: int


async def default_location() -> UUID:
    """The warehouse with the lowest code. Raises LocationNotFound when there is none."""
    location: UUID | None = await db.fetch_value(sql.DEFAULT_LOCATION)
    if location is None:
        raise LocationNotFound
    return location


async def free(location_id: UUID, sku_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Pieces that can be sold now, per SKU; SKUs never stocked there are left out."""
    return {row["sku_id"]: row["free"] for row in await db.fetch(sql.FREE, list(sku_ids), location_id)}


async def level(location_id: UUID, sku_id: UUID) -> Level:
    stock = await Stock.get_or_none(location_id=location_id, sku_id=sku_id)
    return Level(stock.on_hand, stock.held, stock.safety) if stock else Level(0, 0, 0)
