"""Stock-take: what was counted becomes what is on hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.inventory import sql
from app.inventory.errors import CountBelowHeld
from app.inventory.move import lock, move
from app.inventory.receive import refuse_unknown
from app.inventory.states import MovementKind
from app.kernel import db
from app.kernel.db import atomic


@dataclass(frozen=True, slots=True)
class Difference:
    """What the books said and what was counted, in pieces; `held` of them are promised to orders."""

    sku_id: UUID
    on_hand: int
    held: int
    counted: int


@atomic
async def count(number: str, location_id: UUID, counted: Mapping[UUID, int]) -> list[Difference]:
    """Make each counted quantity (SKU → pieces) the stock on hand, by a movement of the difference.

    `number` (≤ 64 characters) is the count sheet's: each SKU of it counts once per location, and what counted before
    is left out of the answer. A difference of nothing is recorded too. Raises CountBelowHeld with what is promised to
    orders, and then changes nothing; LocationNotFound; UnknownSkus.
    """
    if any(quantity < 0 for quantity in counted.values()):
        raise ValueError("a count is not negative")
    await refuse_unknown(location_id, list(counted))
    locked = await lock(location_id, list(counted))
    refs = {f"count:{number}:{location_id}:{sku_id}": sku_id for sku_id in counted}
    before = {refs[row["source_ref"]] for row in await db.fetch(sql.MOVED_BEFORE, list(refs))}
    differences = [
        Difference(row["sku_id"], row["on_hand"], row["held"], counted[row["sku_id"]])
        for row in locked
        if row["sku_id"] not in before
    ]
    below = [one for one in differences if one.counted < one.held]
    if below:
        told = [{"sku_id": str(one.sku_id), "counted": one.counted, "held": one.held} for one in below]
        raise CountBelowHeld(below=told)
    moves = {one.sku_id: one.counted - one.on_hand for one in differences}
    await move(location_id, moves, MovementKind.COUNT, f"count:{number}:{location_id}")
    return differences
