"""Let guides send a material, or no longer."""

from uuid import UUID

from app.content.errors import MaterialNotFound
from app.content.models import Material
from app.content.states import MaterialStatus as Status
from app.kernel import clock
from app.kernel.db import atomic


@atomic
async def publish(material_id: UUID) -> None:
    """A draft, or one from the archive. Publishing again changes nothing. Raises MaterialNotFound."""
    await _move(material_id, Status.PUBLISHED)


@atomic
async def archive(material_id: UUID) -> None:
    """What was sent before stays readable. Archiving again changes nothing. Raises MaterialNotFound."""
    await _move(material_id, Status.ARCHIVED)


async def _move(material_id: UUID, status: Status) -> None:
    moved = await Material.filter(id=material_id).exclude(status=status).update(status=status, updated_at=clock.now())
    if not moved and not await Material.exists(id=material_id):
        raise MaterialNotFound
