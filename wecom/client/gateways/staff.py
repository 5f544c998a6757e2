"""The staff directory over WeCom."""

from app.staff.gateway import DirectoryMember
from wecom.client import directory
from wecom.client.corp import Corp


class StaffOverWeCom:
    """The staff directory."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    async def members(self) -> list[DirectoryMember]:
        found: dict[str, DirectoryMember] = {}
        for department in await directory.departments(self._corp.agent):
            for user in await directory.users(self._corp.agent, department):
                found[user.userid] = DirectoryMember(user.userid, user.name, user.status in directory.WORKING)
        return list(found.values())
