"""What tags tell."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TagsGiven:
    """These tags are now on the member and were not before. `source` as in app/tags/states.py."""

    member_id: UUID
    tag_ids: tuple[UUID, ...]
    source: str


@dataclass(frozen=True, slots=True)
class TagsTaken:
    """These tags were on the member and are no more. `source`: who took them, as in app/tags/states.py."""

    member_id: UUID
    tag_ids: tuple[UUID, ...]
    source: str


@dataclass(frozen=True, slots=True)
class MarksOwed:
    """What WeCom shows of a member's tags may differ from what the member has, without a tag given or taken."""

    member_id: UUID


@dataclass(frozen=True, slots=True)
class TagChanged:
    """A tag was made, changed or deleted here, and WeCom is to be told."""

    tag_id: UUID


@dataclass(frozen=True, slots=True)
class TagGroupChanged:
    """A group that WeCom knows was changed or deleted here, and WeCom is to be told."""

    group_id: UUID


@dataclass(frozen=True, slots=True)
class TagMadeAtWeCom:
    """A tag of ours is at WeCom now: members who have it since before are marked, those after `after` by id."""

    tag_id: UUID
    after: UUID | None = None
