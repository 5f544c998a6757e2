"""Pause a SOP: nothing of it is claimed from now on."""

from uuid import UUID

from app.campaigns.errors import SopNotFound, SopStateConflict
from app.campaigns.models import Sop
from app.campaigns.states import SopStatus
from app.kernel.db import atomic


@atomic
async def pause(sop_id: UUID) -> None:
    """Broadcasts that were claimed before stay. Raises SopNotFound, SopStateConflict when it is paused already."""
    await change_status(sop_id, SopStatus.ACTIVE, SopStatus.PAUSED)


async def change_status(sop_id: UUID, old: SopStatus, new: SopStatus) -> None:
    """Compare-and-set. Raises SopNotFound, SopStateConflict."""
    if await Sop.filter(id=sop_id, status=old).update(status=new):
        return
    if not await Sop.exists(id=sop_id):
        raise SopNotFound
    raise SopStateConflict(status=new.value)
