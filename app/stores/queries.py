"""Reading stores."""

from uuid import UUID

from app.kernel import clock, db
from app.stores import sql
from app.stores.errors import StoreNotFound
from app.stores.models import Store


async def names(store_ids: set[UUID]) -> dict[UUID, str]:
    """Names of the given stores; unknown ids are left out."""
    return {store.id: store.name for store in await Store.filter(id__in=store_ids)}


async def place(store_id: UUID) -> tuple[float, float] | None:
    """Latitude and longitude of a store, None when it has none. Raises StoreNotFound."""
    store = await Store.get_or_none(id=store_id).only("id", "latitude", "longitude")
    if store is None:
        raise StoreNotFound
    return None if store.latitude is None or store.longitude is None else (store.latitude, store.longitude)


async def detail(store_id: UUID, *, also_closed: bool = False) -> bytes:
    """A store as JSON with its holidays from today on. Raises StoreNotFound, also for one that is not active
    unless `also_closed`."""
    today = clock.now().astimezone(clock.SHANGHAI).date()
    text: str | None = await db.fetch_value(sql.DETAIL, store_id, today, also_closed)
    if text is None:
        raise StoreNotFound
    return text.encode()


async def store_list(cursor: UUID | None, limit: int) -> bytes:
    """A page of all stores in the order they were opened, as JSON: items and next_cursor."""
    text: str = await db.fetch_value(sql.LIST, cursor, limit)
    return text.encode()
