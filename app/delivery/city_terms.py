"""How a store delivers in its city."""

from uuid import UUID

from app.delivery.errors import TermsNotFound
from app.delivery.models import CityTerms
from app.delivery.terms import NewCityTerms
from app.kernel import clock, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.stores import queries as stores
from app.stores.errors import StoreNotFound


@atomic
async def put(store_id: UUID, new: NewCityTerms) -> None:
    """Orders already placed keep their slot and fee. Raises StoreNotFound."""
    if not await stores.names({store_id}):
        raise StoreNotFound
    columns = new.model_dump(mode="json", by_alias=True) | {"updated_at": clock.now()}
    await locks.hold("city terms", store_id)
    if not await CityTerms.filter(store_id=store_id).update(**columns):
        await CityTerms.create(id=new_id(), store_id=store_id, **columns)


@atomic
async def remove(store_id: UUID) -> None:
    """The store delivers no more. Raises TermsNotFound."""
    if not await CityTerms.filter(store_id=store_id).delete():
        raise TermsNotFound


async def read(store_id: UUID) -> CityTerms:
    """Raises TermsNotFound."""
    terms = await CityTerms.get_or_none(store_id=store_id)
    if terms is None:
        raise TermsNotFound
    return terms
