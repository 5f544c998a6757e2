"""The library's tree, of at most three levels."""

from uuid import UUID

from app.content import sql
from app.content.errors import (
    CategoryExists,
    CategoryInsideItself,
    CategoryInUse,
    CategoryNotFound,
    CategoryTooDeep,
)
from app.content.models import Material, MaterialCategory
from app.kernel import clock, db, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id

MOST_LEVELS = 3


@atomic
async def create_category(name: str, parent_id: UUID | None, position: int) -> MaterialCategory:
    """A new node. Raises CategoryNotFound for the parent, CategoryExists, CategoryTooDeep."""
    await _alone()
    _refuse_too_deep(await _level(parent_id) + 1)
    await _refuse_taken(name, parent_id)
    return await MaterialCategory.create(
        id=new_id(), parent_id=parent_id, name=name, position=position, created_at=clock.now()
    )


@atomic
async def change_category(category_id: UUID, name: str, parent_id: UUID | None, position: int) -> MaterialCategory:
    """Rename and move a node with all below it.

    Raises CategoryNotFound, CategoryExists, CategoryTooDeep, CategoryInsideItself.
    """
    await _alone()
    await _category(category_id)
    if parent_id is not None:
        above = await db.fetch_one(sql.ABOVE, parent_id, category_id)
        if above and above["inside"]:
            raise CategoryInsideItself
    _refuse_too_deep(await _level(parent_id) + int(await db.fetch_value(sql.HEIGHT, category_id)))
    await _refuse_taken(name, parent_id, but=category_id)
    await MaterialCategory.filter(id=category_id).update(name=name, parent_id=parent_id, position=position)
    return await _category(category_id)


@atomic
async def remove_category(category_id: UUID) -> None:
    """Raises CategoryNotFound, or CategoryInUse while a node or a material is below it."""
    await _alone()
    await _category(category_id)
    below = await MaterialCategory.exists(parent_id=category_id)
    if below or await Material.exists(category_id=category_id):
        raise CategoryInUse
    await MaterialCategory.filter(id=category_id).delete()


async def children(parent_id: UUID | None, limit: int) -> list[MaterialCategory]:
    """Nodes directly below a node, or the roots, in their order."""
    return await MaterialCategory.filter(parent_id=parent_id).order_by("position", "name").limit(limit)


async def hold_category(category_id: UUID | None) -> None:
    """It stays until the caller's transaction ends. Raises CategoryNotFound."""
    if category_id is not None:
        await _category(category_id)


async def by_path() -> dict[str, UUID]:
    """All categories by their names from the root, joined by `/`."""
    return {row["path"]: row["id"] for row in await db.fetch(sql.PATHS)}


async def _alone() -> None:
    """Depth and names are judged over several rows: one change of the tree at a time."""
    await locks.hold("material categories")


async def _category(category_id: UUID) -> MaterialCategory:
    found = await MaterialCategory.filter(id=category_id).select_for_update().get_or_none()
    if found is None:
        raise CategoryNotFound
    return found


async def _level(category_id: UUID | None) -> int:
    if category_id is None:
        return 0
    above = await db.fetch_one(sql.ABOVE, category_id, None)
    if above is None or above["level"] is None:
        raise CategoryNotFound
    return int(above["level"])


async def _refuse_taken(name: str, parent_id: UUID | None, but: UUID | None = None) -> None:
    found = await MaterialCategory.get_or_none(parent_id=parent_id, name=name)
    if found is not None and found.id != but:
        raise CategoryExists


def _refuse_too_deep(levels: int) -> None:
    if levels > MOST_LEVELS:
        raise CategoryTooDeep(most_levels=MOST_LEVELS)
