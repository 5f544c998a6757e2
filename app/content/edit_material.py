"""Change a material."""

from uuid import UUID

from app.content.create_material import check_terms, columns_of
from app.content.errors import KindIsFixed, MaterialChanged, MaterialNotFound
from app.content.models import Material
from app.content.terms import MaterialTerms
from app.kernel import clock
from app.kernel.db import atomic


@atomic
async def edit_material(material_id: UUID, terms: MaterialTerms, version: int) -> None:
    """Put these terms in place of `version`, the one its editor saw; what was sent before keeps its own.

    A published one stays published. Raises MaterialNotFound, MaterialChanged, KindIsFixed, UnknownSubject,
    UnknownStores, CategoryNotFound.
    """
    await check_terms(terms)
    changes = columns_of(terms) | {"version": version + 1, "updated_at": clock.now()}
    if await Material.filter(id=material_id, version=version, kind=terms.kind).update(**changes):
        return
    found = await Material.get_or_none(id=material_id)
    if found is None:
        raise MaterialNotFound
    if found.kind is not terms.kind:
        raise KindIsFixed
    raise MaterialChanged(version=found.version)
