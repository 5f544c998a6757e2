"""The corp's customer tags: groups of tags, at most 10,000 tags, each owned by the application that made it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.wecom.errors import WeComError

MOST_TAGS = 10_000


@dataclass
class Tag:
    id: str
    name: str
    create_time: int
    order: int
    owner: str

    def json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "create_time": self.create_time,
            "order": self.order,
            "deleted": False,
        }


@dataclass
class TagGroup:
    id: str
    name: str
    create_time: int
    order: int
    owner: str
    tags: dict[str, Tag] = field(default_factory=dict)

    def json(self, only: Iterable[Tag] | None = None) -> dict[str, Any]:
        """The group with all its tags, or with `only` these, highest order first."""
        tags = sorted(self.tags.values() if only is None else only, key=lambda tag: -tag.order)
        return {
            "group_id": self.id,
            "group_name": self.name,
            "create_time": self.create_time,
            "order": self.order,
            "deleted": False,
            "tag": [tag.json() for tag in tags],
        }


class TagLibrary:
    """Groups by id; a group lives as long as it has tags."""

    def __init__(self) -> None:
        self.groups: dict[str, TagGroup] = {}

    def group_named(self, name: str) -> TagGroup | None:
        return next((group for group in self.groups.values() if group.name == name), None)

    def find(self, tag_id: str) -> tuple[TagGroup, Tag] | None:
        for group in self.groups.values():
            if tag_id in group.tags:
                return group, group.tags[tag_id]
        return None

    def get(self, tag_id: str) -> tuple[TagGroup, Tag]:
        """40068 for an unknown tag."""
        found = self.find(tag_id)
        if found is None:
            raise WeComError(40068, tag_id)
        return found

    def open_group(self, name: str, order: int, owner: str, now: int) -> TagGroup:
        """A new group, not in the library until it has a tag."""
        return TagGroup(_new_id(), name, now, order, owner)

    def add(self, group: TagGroup, names: list[tuple[str, int]], owner: str, now: int) -> list[Tag]:
        """Adds `(name, order)` tags; 40071 for a name the group has, 40126 above the corp's limit."""
        taken = {tag.name for tag in group.tags.values()}
        if taken.intersection(name for name, _ in names) or len({name for name, _ in names}) < len(names):
            raise WeComError(40071)
        if sum(len(one.tags) for one in self.groups.values()) + len(names) > MOST_TAGS:
            raise WeComError(40126)
        added = [Tag(_new_id(), name, now, order, owner) for name, order in names]
        group.tags.update((tag.id, tag) for tag in added)
        self.groups[group.id] = group
        return added

    def remove(self, tag_id: str) -> None:
        """Removes a tag, and its group when it was the last one."""
        group, _ = self.get(tag_id)
        del group.tags[tag_id]
        if not group.tags:
            del self.groups[group.id]


def _new_id() -> str:
    return "et" + secrets.token_urlsafe(24)[:30]
