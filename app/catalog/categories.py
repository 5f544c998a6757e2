"""The tree of categories. Products repeat their category's path, which is kept in step in the same transaction."""

from uuid import UUID

from app.catalog import import_sql, sql
from app.catalog.errors import (
    CategoryExists,
    CategoryInsideItself,
    CategoryInUse,
    CategoryNotFound,
    CategoryTooDeep,
)
from app.catalog.goods_cells import MOST_LEVELS
from app.catalog.models import Category, Product
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id

LONGEST_PATH = 255


@atomic
async def create_category(name: str, parent_id: UUID | None, position: int) -> Category:
    """A new node; `name` has no `/`. Raises CategoryNotFound for the parent, CategoryExists or CategoryTooDeep."""
    await db.execute(import_sql.CHANGE_NAMES)
    path = await _path(name, parent_id)
    _refuse_too_deep(len(path), path.count("/") + 1)
    if await Category.exists(path=path):
        raise CategoryExists(path=path)
    return await Category.create(
        id=new_id(), parent_id=parent_id, name=name, path=path, position=position, created_at=clock.now()
    )


@atomic
async def change_category(category_id: UUID, name: str, parent_id: UUID | None, position: int) -> Category:
    """Rename and move a node with all below it; paths of nodes and products follow in one statement.

    Raises CategoryNotFound, CategoryExists, CategoryTooDeep, or CategoryInsideItself.
    """
    # Alone: whoever puts these names on products waits until the new ones are there, and the other way round.
    await db.execute(import_sql.CHANGE_NAMES)
    category = await _category(category_id)
    path = await _path(name, parent_id)
    if path != category.path:
        await _refuse_move(category, path)
        await db.execute(sql.MOVE_PATHS, category.path, path, clock.now())
    await Category.filter(id=category_id).update(name=name, parent_id=parent_id, position=position)
    return await _category(category_id)


@atomic
async def remove_category(category_id: UUID) -> None:
    """Raises CategoryNotFound, or CategoryInUse while a node or a product is below it."""
    await db.execute(import_sql.CHANGE_NAMES)
    await _category(category_id)
    if await Category.exists(parent_id=category_id) or await Product.exists(category_id=category_id):
        raise CategoryInUse
    await Category.filter(id=category_id).delete()


async def children(parent_id: UUID | None, limit: int) -> list[Category]:
    """Nodes directly below a node, or the roots, in their order."""
    return await Category.filter(parent_id=parent_id).order_by("position", "name").limit(limit)


async def _category(category_id: UUID) -> Category:
    category = await Category.get_or_none(id=category_id)
    if category is None:
        raise CategoryNotFound
    return category


async def _path(name: str, parent_id: UUID | None) -> str:
    return name if parent_id is None else f"{(await _category(parent_id)).path}/{name}"


async def _refuse_move(category: Category, path: str) -> None:
    if path.startswith(f"{category.path}/"):
        raise CategoryInsideItself
    if await Category.exists(path=path):
        raise CategoryExists(path=path)
    reach = await db.fetch_one(sql.REACH, category.path)
    assert reach is not None
    levels = reach["levels"] - category.path.count("/") + path.count("/")
    _refuse_too_deep(reach["longest"] - len(category.path) + len(path), levels)


def _refuse_too_deep(length: int, levels: int) -> None:
    if levels > MOST_LEVELS or length > LONGEST_PATH:
        raise CategoryTooDeep(most_levels=MOST_LEVELS, longest_path=LONGEST_PATH)
