"""Reading stock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.inventory import list_sql, sql
from app.inventory.errors import LocationNotFound
from app.inventory.models import Stock
from app.inventory.states import TransferStatus
from app.kernel import db

MOST_RULES = 500


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


async def free_anywhere(sku_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Pieces that can be sold now over all active locations, per SKU; SKUs never stocked are left out."""
    return {row["sku_id"]: row["free"] for row in await db.fetch(sql.FREE_ANYWHERE, list(sku_ids))}


async def level(location_id: UUID, sku_id: UUID) -> Level:
    stock = await Stock.get_or_none(location_id=location_id, sku_id=sku_id)
    return Level(stock.on_hand, stock.held, stock.safety) if stock else Level(0, 0, 0)


async def store_of(location_id: UUID) -> UUID | None:
    """The store whose location this is; None for warehouses, suppliers and unknown places."""
    store_id: UUID | None = await db.fetch_value(sql.STORE_OF, location_id)
    return store_id


async def location_of(store_id: UUID) -> UUID:
    """Where the stock of a store is. Raises LocationNotFound."""
    location_id: UUID | None = await db.fetch_value(sql.LOCATION_OF, store_id)
    if location_id is None:
        raise LocationNotFound
    return location_id


async def locations(cursor: UUID | None, limit: int) -> bytes:
    """A page of all places in the order they were opened, as JSON."""
    return await _page(list_sql.LOCATIONS, cursor, limit)


async def stock_at(location_id: UUID, cursor: UUID | None, limit: int) -> bytes:
    """A page of what a place has, in SKU order, as JSON; empty for an unknown place."""
    return await _page(list_sql.STOCK, location_id, cursor, limit)


async def movements_of(sku_id: UUID, location_id: UUID | None, cursor: UUID | None, limit: int) -> bytes:
    """A page of a SKU's movements, newest first, at one place or everywhere, as JSON."""
    return await _page(list_sql.MOVEMENTS, sku_id, location_id, cursor, limit)


async def transfers(status: TransferStatus | None, cursor: UUID | None, limit: int) -> bytes:
    """A page of transfers, newest first, as JSON."""
    return await _page(list_sql.TRANSFERS, status, cursor, limit)


async def rules() -> bytes:
    """The first 500 sourcing rules as JSON, in the order they are tried."""
    return await _page(list_sql.RULES, MOST_RULES)


async def _page(statement: str, *values: Any) -> bytes:
    text: str = await db.fetch_value(statement, *values)
    return text.encode()
