"""Create a member of staff with a login, such as head office's first one."""

from collections.abc import Collection
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.staff.errors import StaffExists
from app.staff.models import Staff
from app.staff.passwords import hashed
from app.staff.states import Role


async def create(userid: str, name: str, roles: Collection[Role], login_name: str, password: str) -> UUID:
    """The new id. `userid` need not be known to WeCom. Raises StaffExists when userid or login name is taken."""
    return await _insert(userid, name, sorted(roles), login_name, await hashed(password))


@atomic
async def _insert(userid: str, name: str, roles: list[Role], login_name: str, password_hash: str) -> UUID:
    try:
        staff = await Staff.create(
            id=new_id(),
            userid=userid,
            name=name,
            roles=[role.value for role in roles],
            login_name=login_name,
            password_hash=password_hash,
            created_at=clock.now(),
        )
    except IntegrityError:
        raise StaffExists(userid=userid, login_name=login_name) from None
    return staff.id
