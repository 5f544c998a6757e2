"""Open a store: on the books, and as a place that holds stock."""

from uuid import UUID

from app.inventory.open_location import open_location
from app.inventory.states import LocationKind
from app.kernel.db import atomic
from app.stores.edit import StoreCard
from app.stores.open import open_store as put_on_books


@atomic
async def open_store(code: str, card: StoreCard) -> UUID:
    """The id of the new store; its stock location has the same code. Raises StoreCodeTaken, HoursInvalid,
    LocationCodeTaken."""
    store_id = await put_on_books(code, card)
    await open_location(code, card.name, LocationKind.STORE, store_id=store_id)
    return store_id
