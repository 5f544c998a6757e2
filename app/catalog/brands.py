"""Brands. Products repeat their brand's name, which is kept in step in the same transaction."""

from uuid import UUID

from app.catalog import import_sql, sql
from app.catalog.errors import BrandExists, BrandNotFound
from app.catalog.models import Brand
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id


@atomic
async def create_brand(name: str, logo_url: str) -> Brand:
    """Raises BrandExists."""
    await db.execute(import_sql.CHANGE_NAMES)
    if await Brand.exists(name=name):
        raise BrandExists
    return await Brand.create(id=new_id(), name=name, logo_url=logo_url, created_at=clock.now())


@atomic
async def change_brand(brand_id: UUID, name: str, logo_url: str) -> Brand:
    """Raises BrandNotFound, or BrandExists for a name that another one has."""
    await db.execute(import_sql.CHANGE_NAMES)
    brand = await Brand.get_or_none(id=brand_id)
    if brand is None:
        raise BrandNotFound
    if brand.name != name:
        if await Brand.exists(name=name):
            raise BrandExists
        await db.execute(sql.RENAME_BRAND, brand_id, name, clock.now())
    await Brand.filter(id=brand_id).update(logo_url=logo_url)
    return await Brand.get(id=brand_id)


async def brands_page(cursor: UUID | None, limit: int) -> list[Brand]:
    """Brands after `cursor`, by id."""
    found = Brand.filter(id__gt=cursor) if cursor else Brand.all()
    return await found.order_by("id").limit(limit)
