"""Put a material into the library, as a draft."""

from typing import Any
from uuid import UUID

from app.catalog import queries as catalog
from app.content.categories import hold_category
from app.content.errors import UnknownStores, UnknownSubject
from app.content.gateway import coupons
from app.content.models import Material
from app.content.states import MaterialKind as Kind
from app.content.terms import MaterialTerms
from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.stores import queries as stores


@atomic
async def create_material(terms: MaterialTerms) -> UUID:
    """Nobody sends it before it is published. Raises UnknownSubject, UnknownStores, CategoryNotFound."""
    await check_terms(terms)
    now = clock.now()
    made = await Material.create(id=new_id(), created_at=now, updated_at=now, **columns_of(terms))
    return made.id


async def check_terms(terms: MaterialTerms) -> None:
    """What it names exists. Raises UnknownSubject, UnknownStores, CategoryNotFound."""
    await hold_category(terms.category_id)
    if missing := set(terms.store_ids) - set(await stores.names(set(terms.store_ids))):
        raise UnknownStores(store_ids=[str(one) for one in sorted(missing)])
    if terms.subject_id is None:
        return
    if terms.kind is Kind.PRODUCT:
        known = terms.subject_id in await catalog.titles([terms.subject_id])
    else:
        known = await coupons().title(terms.subject_id) is not None
    if not known:
        raise UnknownSubject


def columns_of(terms: MaterialTerms) -> dict[str, Any]:
    """The terms as columns of a material."""
    return terms.model_dump() | {"store_ids": sorted(str(one) for one in set(terms.store_ids))}
