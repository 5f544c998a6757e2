"""Departments and staff: one slice, for WeCom gives them unpaged."""

from app.kernel import clock
from app.staff.errors import DirectoryEmpty
from app.staff.gateway import directory
from app.staff.sync import apply_members
from app.staff.sync_member import apply_departments
from app.sync.slices import Difference, Keep, Place, Slice
from app.sync.states import DifferenceKind as Kind


async def read_staff(place: Place) -> Keep:
    """Raises DirectoryEmpty."""
    began = clock.now()
    departments, members = await directory().departments(), await directory().members()
    if not members:
        raise DirectoryEmpty

    async def keep() -> Slice:
        await apply_departments(departments)
        synced = await apply_members(members, began)
        found = [Difference(Kind.STAFF_MISSING_HERE, each) for each in synced.created]
        found += [Difference(Kind.STAFF_CHANGED, each) for each in synced.changed]
        found += [Difference(Kind.STAFF_GONE, each) for each in synced.dismissed]
        new, changed = len(synced.created), len(synced.changed)
        return Slice(
            place.phase,
            over=True,
            done=1,
            total=1,
            seen=len(members),
            new=new,
            changed=changed,
            ended=len(synced.dismissed),
            unchanged=len(members) - new - changed,
            differences=found,
        )

    return keep
