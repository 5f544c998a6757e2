"""Head office makes, changes and deletes tags and groups. WeCom is told by a job of those that are mirrored there."""

from uuid import UUID

from app.events.tags import TagChanged, TagGroupChanged
from app.kernel import clock, locks, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.tags.errors import TagGroupNotFound, TagNameTaken, TagNotFound, TagNotOurs, TooManyTags
from app.tags.models import Tag, TagGroup
from app.tags.states import Origin
from app.tags.sync import LIBRARY

# 企业微信 (page 92117): 10,000 corp tags. Ours that stay here count too, so that any group may be mirrored one day.
MOST_TAGS, MOST_GROUPS = 10_000, 3_000


@atomic
async def create_group(name: str, *, priority: int = 0, mirrored: bool = True) -> UUID:
    """A group of tags; WeCom learns of a mirrored one with its first tag. Raises TagNameTaken, TooManyTags."""
    await locks.hold(LIBRARY)
    await _group_name_is_free(name)
    if await TagGroup.filter(deleted_at=None).count() >= MOST_GROUPS:
        raise TooManyTags(limit=MOST_GROUPS)
    group_id = new_id()
    made = TagGroup(id=group_id, name=name, priority=priority, mirrored=mirrored, origin=Origin.OURS)
    made.created_at = clock.now()
    await made.save()
    return group_id


@atomic
async def edit_group(group_id: UUID, name: str, priority: int) -> None:
    """Rename or move a group. Raises TagGroupNotFound, TagNameTaken, TagNotOurs."""
    await locks.hold(LIBRARY)
    group = await _changeable_group(group_id)
    await _group_name_is_free(name, but=group_id)
    owed = clock.now() if group.wecom_id else None
    await TagGroup.filter(id=group_id).update(name=name, priority=priority, owed_since=owed, failure=None)
    if owed:
        await outbox.publish(TagGroupChanged(group_id))


@atomic
async def delete_group(group_id: UUID) -> None:
    """Delete a group with all its tags; who had them is kept as history. Raises TagGroupNotFound, TagNotOurs."""
    await locks.hold(LIBRARY)
    group, now = await _changeable_group(group_id), clock.now()
    tags = Tag.filter(group_id=group_id, deleted_at=None)
    if await tags.filter(origin=Origin.WECOM).exists():
        raise TagNotOurs
    owed = now if group.wecom_id else None
    await tags.update(deleted_at=now, owed_since=owed)
    await TagGroup.filter(id=group_id).update(deleted_at=now, owed_since=owed)
    if owed:
        await outbox.publish(TagGroupChanged(group_id))


@atomic
async def create_tag(group_id: UUID, name: str, *, priority: int = 0) -> UUID:
    """A tag. In a mirrored group a job makes it at WeCom, once. Raises TagGroupNotFound, TagNameTaken, TooManyTags."""
    await locks.hold(LIBRARY)
    group = await TagGroup.get_or_none(id=group_id, deleted_at=None)
    if group is None:
        raise TagGroupNotFound
    await _tag_name_is_free(group_id, name)
    if await Tag.filter(deleted_at=None).count() >= MOST_TAGS:
        raise TooManyTags(limit=MOST_TAGS)
    tag_id, now = new_id(), clock.now()
    owed = now if group.mirrored else None
    made = Tag(id=tag_id, group_id=group_id, name=name, priority=priority, origin=Origin.OURS)
    made.owed_since, made.created_at = owed, now
    await made.save()
    if owed:
        await outbox.publish(TagChanged(tag_id))
    return tag_id


@atomic
async def edit_tag(tag_id: UUID, name: str, priority: int) -> None:
    """Rename or move a tag. Raises TagNotFound, TagNameTaken, TagNotOurs."""
    await locks.hold(LIBRARY)
    tag = await _changeable_tag(tag_id)
    await _tag_name_is_free(tag.group_id, name, but=tag_id)
    owed = clock.now() if tag.wecom_id or tag.owed_since else None
    await Tag.filter(id=tag_id).update(name=name, priority=priority, owed_since=owed, failure=None)
    if owed:
        await outbox.publish(TagChanged(tag_id))


@atomic
async def delete_tag(tag_id: UUID) -> None:
    """Delete a tag; who had it is kept as history. Raises TagNotFound, TagNotOurs."""
    await locks.hold(LIBRARY)
    tag, now = await _changeable_tag(tag_id), clock.now()
    # A tag whose making is under way may be at WeCom by now, so its job looks.
    owed = now if tag.wecom_id or tag.owed_since else None
    await Tag.filter(id=tag_id).update(deleted_at=now, owed_since=owed, failure=None)
    if owed:
        await outbox.publish(TagChanged(tag_id))


async def _changeable_group(group_id: UUID) -> TagGroup:
    group = await TagGroup.get_or_none(id=group_id, deleted_at=None)
    if group is None:
        raise TagGroupNotFound
    if group.origin is Origin.WECOM:
        raise TagNotOurs
    return group


async def _changeable_tag(tag_id: UUID) -> Tag:
    tag = await Tag.get_or_none(id=tag_id, deleted_at=None)
    if tag is None:
        raise TagNotFound
    if tag.origin is Origin.WECOM:
        raise TagNotOurs
    return tag


async def _group_name_is_free(name: str, but: UUID | None = None) -> None:
    same = TagGroup.filter(name=name, deleted_at=None)
    if await (same.exclude(id=but) if but else same).exists():
        raise TagNameTaken


async def _tag_name_is_free(group_id: UUID, name: str, but: UUID | None = None) -> None:
    same = Tag.filter(group_id=group_id, name=name, deleted_at=None)
    if await (same.exclude(id=but) if but else same).exists():
        raise TagNameTaken
