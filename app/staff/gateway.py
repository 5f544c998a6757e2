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


class StaffDirectory(Protocol):
    async def members(self) -> list[DirectoryMember]:
        """Every member the application may see, each once. Raises the SendFailed family."""
        ...


directory: Port[StaffDirectory] = Port("staff directory")
