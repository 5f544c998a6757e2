"""Open a place that holds stock, and keep what is known of it."""

from uuid import UUID

from app.inventory.errors import LocationCodeTaken, LocationNotFound
from app.inventory.models import Location
from app.inventory.states import LocationKind
from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id


@atomic
async def open_location(
    code: str,
    name: str,
    kind: LocationKind,
    *,
    store_id: UUID | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> UUID:
    """The id of the location with this code, made now or before. Raises LocationCodeTaken when it is something else.

    A store's location needs no coordinates: its place is the store's. The lowest-code warehouse is the default.
    """
    found = await Location.get_or_none(code=code)
    if found is None:
        found = await Location.create(
            id=new_id(),
            code=code,
            name=name,
            kind=kind,
            store_id=store_id,
            latitude=latitude,
            longitude=longitude,
            created_at=clock.now(),
        )
    elif (found.name, found.kind, found.store_id) != (name, kind, store_id):
        raise LocationCodeTaken(code=code)
    return found.id


@atomic
async def edit_location(
    location_id: UUID, name: str, latitude: float | None, longitude: float | None, active: bool
) -> None:
    """Write what is known of a location. One that is not active serves no orders; its stock stays. Raises
    LocationNotFound."""
    known = {"name": name, "latitude": latitude, "longitude": longitude, "active": active}
    if not await Location.filter(id=location_id).update(**known):
        raise LocationNotFound
