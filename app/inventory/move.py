"""Lock stock and move it: for the verbs that look before they write."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.inventory import sql
from app.inventory.states import MovementKind
from app.kernel import clock, db
from app.kernel.ids import new_id


async def lock(location_id: UUID, skus: Sequence[UUID]) -> list[Any]:
    """Rows of sku_id, location_id, on_hand, held, locked until the transaction ends; made where there are none."""
    return await db.fetch(sql.LOCK, list(skus), [location_id] * len(skus), [new_id() for _ in skus])


async def move(location_id: UUID, pieces: Mapping[UUID, int], kind: MovementKind, source_ref: str) -> None:
    """Add pieces (SKU → how many, below 0 to take away) to locked rows; each SKU's movement is `source_ref:sku_id`."""
    refs = [f"{source_ref}:{sku_id}" for sku_id in pieces]
    ids, places = [new_id() for _ in pieces], [location_id] * len(pieces)
    await db.execute(sql.MOVE, ids, list(pieces), places, list(pieces.values()), refs, kind, clock.now())
