"""Put a store on the books."""

from uuid import UUID

from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.stores.models import Store


@atomic
async def open_store(code: str, name: str) -> UUID:
    """The id of the store with this code, made now or before; its name is brought up to date."""
    store = await Store.get_or_none(code=code)
    if store is None:
        store = await Store.create(id=new_id(), code=code, name=name, created_at=clock.now())
    elif store.name != name:
        await Store.filter(id=store.id).update(name=name)
    return store.id
