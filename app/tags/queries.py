"""Reads of tags."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel import db
from app.tags.errors import TagGroupNotFound, TagNotFound
from app.tags.models import Tag, TagGroup
from app.tags.states import Origin, Source

# Live tags of many members at once. $1 members
ON_MEMBERS = """
SELECT mt.member_id, mt.tag_id, t.name, g.name AS group_name, mt.source, mt.put_by, mt.put_at
FROM member_tags mt JOIN tags t ON t.id = mt.tag_id JOIN tag_groups g ON g.id = t.group_id
WHERE mt.member_id = ANY($1::uuid[]) AND mt.removed_at IS NULL AND t.deleted_at IS NULL
ORDER BY mt.member_id, g.priority DESC, t.priority DESC, t.id
"""
# $1 member, $2 at most. What was taken off, the latest first.
PAST = """
SELECT mt.tag_id, t.name, mt.source, mt.put_by, mt.put_at, mt.removed_source, mt.removed_by, mt.removed_at
FROM member_tags mt JOIN tags t ON t.id = mt.tag_id
WHERE mt.member_id = $1 AND mt.removed_at IS NOT NULL ORDER BY mt.removed_at DESC LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class TagShown:
    """A tag; `pending`: WeCom does not know the latest yet. `failure` says in Chinese what a person must mend."""

    id: UUID
    group_id: UUID
    name: str
    priority: int
    origin: Origin
    wecom_id: str | None
    pending: bool
    failure: str | None


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group of tags; `mirrored`: its tags are at WeCom too. The other fields as in TagShown."""

    id: UUID
    name: str
    priority: int
    mirrored: bool
    origin: Origin
    wecom_id: str | None
    pending: bool
    failure: str | None


@dataclass(frozen=True, slots=True)
class OnMember:
    """A tag that a member has, what put it there, who and when."""

    tag_id: UUID
    name: str
    group_name: str
    source: Source
    put_by: UUID | None
    put_at: datetime


@dataclass(frozen=True, slots=True)
class WasOnMember:
    """A tag that a member had."""

    tag_id: UUID
    name: str
    source: Source
    put_by: UUID | None
    put_at: datetime
    removed_source: Source
    removed_by: UUID | None
    removed_at: datetime


async def group(group_id: UUID) -> GroupShown:
    """Raises TagGroupNotFound."""
    found = await TagGroup.get_or_none(id=group_id, deleted_at=None)
    if found is None:
        raise TagGroupNotFound
    return _group(found)


async def groups_page(after: UUID | None, limit: int) -> list[GroupShown]:
    """At most `limit` groups in order of id, after the given one."""
    found = TagGroup.filter(deleted_at=None)
    return [_group(one) for one in await (found.filter(id__gt=after) if after else found).order_by("id").limit(limit)]


async def tag(tag_id: UUID) -> TagShown:
    """Raises TagNotFound."""
    found = await Tag.get_or_none(id=tag_id, deleted_at=None)
    if found is None:
        raise TagNotFound
    return _tag(found)


async def tags_page(group_id: UUID | None, after: UUID | None, limit: int) -> list[TagShown]:
    """At most `limit` tags, of one group or of all, in order of id, after the given one."""
    found = Tag.filter(deleted_at=None)
    found = found.filter(group_id=group_id) if group_id else found
    return [_tag(one) for one in await (found.filter(id__gt=after) if after else found).order_by("id").limit(limit)]


async def tags_in(group_ids: Collection[UUID]) -> dict[UUID, list[TagShown]]:
    """The tags of these groups by group id, in the order of the library; WeCom holds at most some thousands in all."""
    shown: dict[UUID, list[TagShown]] = {group_id: [] for group_id in group_ids}
    for one in await Tag.filter(deleted_at=None, group_id__in=list(group_ids)).order_by("-priority", "id"):
        shown[one.group_id].append(_tag(one))
    return shown


async def tags_of(member_ids: Collection[UUID]) -> dict[UUID, list[OnMember]]:
    """The tags of these members by member id, in the order of the library; members without any are left out."""
    shown: dict[UUID, list[OnMember]] = {}
    for row in await db.fetch(ON_MEMBERS, list(member_ids)):
        fields = {name: row[name] for name in ("tag_id", "name", "group_name", "put_by", "put_at")}
        shown.setdefault(row["member_id"], []).append(OnMember(source=Source(row["source"]), **fields))
    return shown


async def past_tags_of(member_id: UUID, limit: int = 100) -> list[WasOnMember]:
    """The tags that were taken off a member, the latest first."""
    return [
        WasOnMember(
            row["tag_id"],
            row["name"],
            Source(row["source"]),
            row["put_by"],
            row["put_at"],
            Source(row["removed_source"]),
            row["removed_by"],
            row["removed_at"],
        )
        for row in await db.fetch(PAST, member_id, limit)
    ]


def _tag(one: Tag) -> TagShown:
    pending = one.owed_since is not None
    return TagShown(one.id, one.group_id, one.name, one.priority, one.origin, one.wecom_id, pending, one.failure)


def _group(one: TagGroup) -> GroupShown:
    pending = one.owed_since is not None
    return GroupShown(one.id, one.name, one.priority, one.mirrored, one.origin, one.wecom_id, pending, one.failure)
