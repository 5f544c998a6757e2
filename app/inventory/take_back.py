"""Returned goods go back on the shelf."""

from collections.abc import Mapping
from uuid import UUID

from app.inventory.receive import Receipt, bring_in
from app.inventory.states import MovementKind
from app.kernel.db import atomic


@atomic
async def take_back(source_ref: str, location_id: UUID, pieces: Mapping[UUID, int]) -> None:
    """Put returned pieces (SKU → how many, above 0) on hand again at a location, once per `source_ref` (≤ 120).

    Raises LocationNotFound and UnknownSkus.
    """
    receipts = [Receipt(sku_id, quantity, f"{source_ref}:{sku_id}") for sku_id, quantity in pieces.items()]
    await bring_in(location_id, receipts, MovementKind.RETURN)
