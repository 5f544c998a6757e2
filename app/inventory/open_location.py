"""Open a place that holds stock."""

from uuid import UUID

from app.inventory.models import Location
from app.inventory.states import LocationKind
from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id


@atomic
async def open_location(code: str, name: str, kind: LocationKind) -> UUID:
    """The id of the location with this code, made now or before. The lowest-code warehouse serves orders."""
    location = await Location.get_or_none(code=code)
    if location is None:
        location = await Location.create(id=new_id(), code=code, name=name, kind=kind, created_at=clock.now())
    return location.id
