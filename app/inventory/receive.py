"""Goods come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.inventory import sql
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Receipt:
    """Pieces of a SKU that arrived. `source_ref` (≤ 160 characters) names the delivery line and counts once."""

    sku_id: UUID
    quantity: int
    source_ref: str


@atomic
async def receive(location_id: UUID, receipts: Sequence[Receipt]) -> None:
    """Add receipts to what is on hand at a location; those received before are left out. Quantities above 0."""
    if any(receipt.quantity <= 0 for receipt in receipts):
        raise ValueError("a receipt has pieces")
    await db.execute(
        sql.RECEIVE,
        location_id,
        [receipt.sku_id for receipt in receipts],
        [receipt.quantity for receipt in receipts],
        [receipt.source_ref for receipt in receipts],
        [new_id() for _ in receipts],
        clock.now(),
    )
