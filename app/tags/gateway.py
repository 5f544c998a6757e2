"""What tags need from WeCom: the corp's library. Every call raises the SendFailed family besides what it names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.kernel.errors import PermanentFailure, QuotaExceeded
from app.kernel.port import Port


class NameTaken(PermanentFailure):
    """The group has a tag of this name, or there is a group of this name."""


class GoneAtWeCom(PermanentFailure):
    """No tag or group has this id (any more)."""


class MadeByOthers(PermanentFailure):
    """The tag or group belongs to another application or the console; we may not change it."""


class LibraryFull(QuotaExceeded):
    """The corp has as many tags as WeCom allows; waiting does not help, deleting some does."""


@dataclass(frozen=True, slots=True)
class CorpTag:
    """A tag at WeCom. The higher `priority`, the further in front."""

    id: str
    name: str
    priority: int


@dataclass(frozen=True, slots=True)
class CorpGroup:
    """A group at WeCom with those of its tags that were asked for. It lives as long as it has tags."""

    id: str
    name: str
    priority: int
    tags: tuple[CorpTag, ...]


class TagsGateway(Protocol):
    async def library(self, *, group_ids: Sequence[str] = (), tag_ids: Sequence[str] = ()) -> list[CorpGroup]:
        """All groups; or these groups whole; or only these tags in their groups. Unknown ids are left out."""
        ...

    async def add(self, name: str, priority: int, *, group_id: str = "", group_name: str = "") -> CorpGroup:
        """Add a tag to the group of this id, else of this name, which is made when there is none.

        The group comes back with the new tag alone. Raises NameTaken, LibraryFull, and GoneAtWeCom for the group.
        """
        ...

    async def edit(self, subject_id: str, name: str, priority: int) -> None:
        """Change a tag or a group. Repeatable. Raises NameTaken, GoneAtWeCom, MadeByOthers."""
        ...

    async def delete(self, *, tag_id: str = "", group_id: str = "") -> None:
        """Delete a tag, or a group with its tags. Raises GoneAtWeCom, MadeByOthers."""
        ...


gateway: Port[TagsGateway] = Port("tags")
