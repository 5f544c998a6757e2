"""The company's members (pages 90200, 90208)."""

import msgspec

from wecom.client.api import Api

# Active, and not yet activated: somebody newly hired.
WORKING = (1, 4)


class Department(msgspec.Struct):
    id: int


class User(msgspec.Struct):
    """`status` 1 active, 2 disabled, 4 not activated, 5 left."""

    userid: str
    name: str
    status: int = 1


class Departments(msgspec.Struct):
    department: list[Department]


class Users(msgspec.Struct):
    userlist: list[User]


async def departments(api: Api) -> list[int]:
    """All departments the application sees."""
    return [one.id for one in (await api.get(Departments, "department/list")).department]


async def users(api: Api, department_id: int) -> list[User]:
    """The direct members of a department; not those of the departments below it."""
    return (await api.get(Users, "user/list", department_id=department_id)).userlist
