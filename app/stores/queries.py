"""Reading stores."""

from uuid import UUID

from app.stores.models import Store


async def names(store_ids: set[UUID]) -> dict[UUID, str]:
    """Names of the given stores; unknown ids are left out."""
    return {store.id: store.name for store in await Store.filter(id__in=store_ids)}
