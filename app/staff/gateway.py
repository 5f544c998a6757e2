"""What staff need from WeCom."""

from dataclasses import dataclass
from typing import Protocol

from app.kernel.port import Port


@dataclass(frozen=True, slots=True)
class DirectoryMember:
    """A member of the company as WeCom lists it. `active` false: disabled or left."""

    userid: str
    name: str
    active: bool
    department: int | None = None


@dataclass(frozen=True, slots=True)
class DirectoryDepartment:
    """A department; `parent_id` 0 for the top. Among its siblings the greater `position` comes first (page 90208)."""

    id: int
    name: str
    parent_id: int
    position: int


class StaffDirectory(Protocol):
    async def members(self) -> list[DirectoryMember]:
        """Every member the application may see, each once. Raises the SendFailed family."""
        ...

    async def member(self, userid: str) -> DirectoryMember | None:
        """One member, None for nobody of the company. Raises the SendFailed family."""
        ...

    async def departments(self) -> list[DirectoryDepartment]:
        """Every department the application may see. Raises the SendFailed family."""
        ...


directory: Port[StaffDirectory] = Port("staff directory")
