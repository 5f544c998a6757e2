"""Put a store on the books."""

from uuid import UUID

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.stores import sql
from app.stores.edit import StoreCard, edit
from app.stores.errors import StoreCodeTaken


@atomic
async def open_store(code: str, card: StoreCard) -> UUID:
    """A new store with the retailer's own code. Raises StoreCodeTaken or HoursInvalid.

    Its stock location is made by app.inventory.open_store, which is what doors call.
    """
    store_id: UUID | None = await db.fetch_value(sql.OPEN, new_id(), code, card.name, clock.now())
    if store_id is None:
        raise StoreCodeTaken(code=code)
    await edit(store_id, card)
    return store_id
