"""Goods come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.inventory import sql
from app.inventory.errors import LocationNotFound, UnknownSkus
from app.inventory.states import MovementKind
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
    """Add receipts to what is on hand at a location; those received before are left out. Quantities above 0.

    Raises LocationNotFound, and UnknownSkus for what the catalogue does not have; then nothing is received.
    """
    await bring_in(location_id, receipts, MovementKind.RECEIPT)


async def bring_in(location_id: UUID, receipts: Sequence[Receipt], kind: MovementKind) -> None:
    """The same for any kind of movement that adds stock. Needs an open transaction."""
    if any(receipt.quantity <= 0 for receipt in receipts):
        raise ValueError("a receipt has pieces")
    skus = [receipt.sku_id for receipt in receipts]
    await refuse_unknown(location_id, skus)
    await db.execute(
        sql.BRING_IN,
        location_id,
        skus,
        [receipt.quantity for receipt in receipts],
        [receipt.source_ref for receipt in receipts],
        [new_id() for _ in receipts],
        clock.now(),
        kind,
    )


async def refuse_unknown(location_id: UUID, skus: Sequence[UUID]) -> None:
    """Raises LocationNotFound or UnknownSkus when the place or some of the goods do not exist."""
    row = await db.fetch_one(sql.UNKNOWN, location_id, list(skus))
    if row is None or not row["place"]:
        raise LocationNotFound
    if row["skus"]:
        raise UnknownSkus(sku_ids=[str(sku_id) for sku_id in row["skus"]])
