"""Keep some pieces back from selling."""

from collections.abc import Mapping
from uuid import UUID

from app.inventory import sql
from app.inventory.receive import refuse_unknown
from app.kernel import db
from app.kernel.db import atomic
from app.kernel.ids import new_id


@atomic
async def set_safety(location_id: UUID, pieces: Mapping[UUID, int]) -> None:
    """SKU → pieces (0 or more) that are not sold at a location. It may be above what is on hand; holds stay.

    Raises LocationNotFound or UnknownSkus.
    """
    if any(quantity < 0 for quantity in pieces.values()):
        raise ValueError("safety stock is not negative")
    await refuse_unknown(location_id, list(pieces))
    skus = sorted(pieces)
    await db.execute(sql.SET_SAFETY, location_id, skus, [pieces[sku] for sku in skus], [new_id() for _ in skus])
