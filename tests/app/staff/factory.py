"""What staff tests need to begin with."""

from uuid import UUID

from app.staff.create import create
from app.staff.states import Role

PASSWORD = "correct horse battery staple"


async def make_admin(userid: str = "admin", login_name: str = "admin") -> UUID:
    return await create(userid, "总部", [Role.HEAD_OFFICE, Role.GUIDE], login_name, PASSWORD)
