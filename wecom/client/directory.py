"""The company's members (pages 90196, 90200, 90201, 90208)."""

import msgspec

from wecom.client.api import Api

# Active, and not yet activated: somebody newly hired.
WORKING = (1, 4)


class Department(msgspec.Struct):
    """`parentid` 0 for the top. Applications made since June 2022 are given no `name` unless it is opened to them."""

    id: int
    name: str = ""
    parentid: int = 0
    order: int = 0


class User(msgspec.Struct):
    """`status` 1 active, 2 disabled, 4 not activated, 5 left."""

    userid: str
    name: str
    status: int = 1
    main_department: int = 0


class Profile(User):
    """A member as an application made since June 2022 sees one: without mobile, mail, avatar and address.

    `is_leader_in_dept` goes with `department`, 1 where the member leads it.
    """

    department: list[int] = []
    is_leader_in_dept: list[int] = []
    position: str = ""
    alias: str = ""


class Name(msgspec.Struct):
    userid: str
    name: str
    department: list[int] = []


class Names(msgspec.Struct):
    userlist: list[Name]


class Departments(msgspec.Struct):
    department: list[Department]


class Users(msgspec.Struct):
    userlist: list[User]


async def department_tree(api: Api) -> list[Department]:
    """All departments the application sees."""
    return (await api.get(Departments, "department/list")).department


async def departments(api: Api) -> list[int]:
    """The numbers of all departments the application sees."""
    return [one.id for one in await department_tree(api)]


async def users(api: Api, department_id: int) -> list[User]:
    """The direct members of a department; not those of the departments below it."""
    return (await api.get(Users, "user/list", department_id=department_id)).userlist


async def user(api: Api, userid: str) -> Profile:
    """One member. PermanentFailure 60111 for nobody, Misconfigured 60011 outside the application's view."""
    return await api.get(Profile, "user/get", userid=userid)


async def names(api: Api, department_id: int) -> list[Name]:
    """The direct members of a department, without their status. PermanentFailure 60123 for no department."""
    return (await api.get(Names, "user/simplelist", department_id=department_id)).userlist
