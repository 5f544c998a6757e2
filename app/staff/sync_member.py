"""Follow one change of the directory: read what it names, and keep that."""

from datetime import datetime

from app.kernel import clock, db, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.staff import sql
from app.staff.gateway import DirectoryDepartment, DirectoryMember, directory
from app.staff.sync import LONGEST_NAME, NEW_ROLES


async def sync_member(userid: str, was: str = "") -> None:
    """Bring one member in line with the directory; nobody there is dismissed here. `was` is the userid before.

    Changes are read and not believed, so their order does not matter: of two readings the one begun later wins.
    Raises the SendFailed family.
    """
    began = clock.now()
    await _keep(await directory().member(userid), userid, was, began)


async def sync_departments() -> int:
    """Bring the departments in line; how many there are. Raises the SendFailed family."""
    departments = await directory().departments()
    await apply_departments(departments)
    return len(departments)


@atomic
async def apply_departments(departments: list[DirectoryDepartment]) -> None:
    """Keep exactly these departments; an empty list is no directory and changes nothing."""
    if not departments:
        return
    await locks.hold("departments")
    ids = [one.id for one in departments]
    names = [one.name[:LONGEST_NAME] for one in departments]
    places = [one.parent_id for one in departments], [one.position for one in departments]
    await db.execute(sql.UPSERT_DEPARTMENTS, ids, names, *places)
    await db.execute(sql.DROP_DEPARTMENTS, ids)


@atomic
async def _keep(member: DirectoryMember | None, userid: str, was: str, began: datetime) -> None:
    await locks.hold("staff sync")
    if was and member:
        await db.execute(sql.RENAME, was, userid)
    if member is None:
        await db.execute(sql.DISMISS, userid, began)
        return
    shape = (member.name[:LONGEST_NAME], member.active, member.department)
    await db.execute(sql.READ_MEMBER, new_id(), userid, *shape, NEW_ROLES, clock.now(), began)
