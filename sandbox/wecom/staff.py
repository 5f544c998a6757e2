"""Members of the enterprise and its departments, as the administrator's console keeps them."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import ControlError
from sandbox.wecom.errors import WeComError

ROOT_DEPARTMENT = 1


@dataclass
class Member:
    """One employee; `inbox` holds the application messages that reached the phone.

    `may_serve`: has the customer contact permission.
    """

    userid: str
    name: str
    mobile: str = ""
    department: list[int] = field(default_factory=lambda: [ROOT_DEPARTMENT])
    inbox: list[dict[str, Any]] = field(default_factory=list)
    most_customers: int | None = None
    may_serve: bool = True

    def is_full(self, customers: int) -> bool:
        return self.most_customers is not None and customers >= self.most_customers

    def json(self) -> dict[str, Any]:
        return {"userid": self.userid, "name": self.name, "mobile": self.mobile, "department": self.department}


@dataclass(frozen=True)
class Department:
    id: int
    name: str
    parentid: int


class Staff:
    """All members; every one in service is active and, unless taken away, holds the customer-contact permission."""

    def __init__(self) -> None:
        self._members: dict[str, Member] = {}
        self._left: dict[str, int] = {}
        self.departments = {ROOT_DEPARTMENT: Department(ROOT_DEPARTMENT, "沙箱门店集团", 0)}

    def add(self, userid: str, name: str, mobile: str, department: list[int]) -> Member:
        """A new member, or the same one renamed; departments not seen before appear under the root."""
        for number in department:
            self.departments.setdefault(number, Department(number, f"部门{number}", ROOT_DEPARTMENT))
        self._left.pop(userid, None)
        member = self._members.setdefault(userid, Member(userid, name))
        member.name, member.mobile = name, mobile
        member.department = department or [ROOT_DEPARTMENT]
        return member

    def leave(self, userid: str, now: int) -> None:
        """The member resigns; the calls know nobody of this userid any more."""
        del self._members[userid]
        self._left[userid] = now

    def left_at(self, userid: str) -> int | None:
        """When a former member left (Unix seconds), None for everybody else."""
        return self._left.get(userid)

    def all(self) -> list[Member]:
        return list(self._members.values())

    def find(self, userid: str) -> Member | None:
        return self._members.get(userid)

    def get(self, userid: str, errcode: int = 60111) -> Member:
        """The member, or the errcode with which this call reports an unknown one."""
        member = self._members.get(userid)
        if member is None:
            raise WeComError(errcode, userid)
        return member

    def controlled(self, userid: str) -> Member:
        """The member named in the control API; 404 when there is none."""
        member = self._members.get(userid)
        if member is None:
            raise ControlError(404, f"no staff {userid}")
        return member

    def of_department(self, number: int) -> list[Member]:
        """Direct members only, without those of sub-departments; 60123 for an unknown department."""
        if number not in self.departments:
            raise WeComError(60123, str(number))
        return [member for member in self._members.values() if number in member.department]
