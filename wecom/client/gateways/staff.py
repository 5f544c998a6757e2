"""The staff directory over WeCom."""

from app.kernel.errors import PermanentFailure
from app.staff.gateway import DirectoryDepartment, DirectoryMember
from wecom.client import directory
from wecom.client.corp import Corp

NOBODY = 60111


class StaffOverWeCom:
    """The staff directory."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    async def members(self) -> list[DirectoryMember]:
        found: dict[str, DirectoryMember] = {}
        for department in await directory.departments(self._corp.agent):
            for user in await directory.users(self._corp.agent, department):
                found[user.userid] = _member(user)
        return list(found.values())

    async def member(self, userid: str) -> DirectoryMember | None:
        try:
            return _member(await directory.user(self._corp.agent, userid))
        except PermanentFailure as refused:
            if refused.code == NOBODY:
                return None
            raise

    async def departments(self) -> list[DirectoryDepartment]:
        found = await directory.department_tree(self._corp.agent)
        return [DirectoryDepartment(one.id, one.name, one.parentid, one.order) for one in found]


def _member(user: directory.User) -> DirectoryMember:
    return DirectoryMember(user.userid, user.name, user.status in directory.WORKING, user.main_department or None)
