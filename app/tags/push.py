"""Tell WeCom what head office made, changed or deleted in the library.

Each job looks at WeCom before it acts, so an answer that was lost is no danger, and looks at ours again after it acted:
of two jobs at once the one that spoke last sees what it said wrong.
"""

from contextlib import suppress

from app.events.tags import TagChanged, TagGroupChanged, TagMadeAtWeCom
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.errors import Misconfigured, PermanentFailure, UnknownOutcome
from app.tags.gateway import CorpGroup, CorpTag, GoneAtWeCom, LibraryFull, MadeByOthers, NameTaken, gateway
from app.tags.models import Tag, TagGroup
from app.tags.states import Origin
from app.tags.sync import sync_groups, sync_tags

MOST_ROUNDS = 5
LONGEST_FAILURE = 200


async def push_tag(changed: TagChanged) -> None:
    """Reaction: make, change or delete the tag at WeCom, until WeCom has what we have.

    What a person must mend is kept as the tag's failure. A tag that turns out to be another's is theirs again. Raises
    what may pass by itself.
    """
    tag = await Tag.get_or_none(id=changed.tag_id)
    if tag is None or tag.owed_since is None:
        return
    for _ in range(MOST_ROUNDS):
        try:
            await _tell_tag(tag)
        except MadeByOthers:
            await _hand_back_tag(tag)
            return
        except (PermanentFailure, Misconfigured, LibraryFull) as failure:
            await Tag.filter(id=tag.id).update(failure=str(failure)[:LONGEST_FAILURE])
            return
        told = Tag.filter(id=tag.id, owed_since=tag.owed_since)
        await told.update(owed_since=None, failure=None, seen_at=clock.now())
        said, tag = tag, await Tag.get(id=tag.id)
        if _wanted(said) == _wanted(tag):
            return


async def push_group(changed: TagGroupChanged) -> None:
    """Reaction: change or delete the group at WeCom, until WeCom has what we have. Failures as in push_tag."""
    group = await TagGroup.get_or_none(id=changed.group_id)
    if group is None or group.owed_since is None:
        return
    for _ in range(MOST_ROUNDS):
        try:
            await _tell_group(group)
        except MadeByOthers:
            await _hand_back_group(group)
            return
        except (PermanentFailure, Misconfigured) as failure:
            await TagGroup.filter(id=group.id).update(failure=str(failure)[:LONGEST_FAILURE])
            return
        told = TagGroup.filter(id=group.id, owed_since=group.owed_since)
        await told.update(owed_since=None, failure=None, seen_at=clock.now())
        said, group = group, await TagGroup.get(id=group.id)
        if _wanted(said) == _wanted(group):
            return


def _wanted(subject: Tag | TagGroup) -> tuple[str, int, bool]:
    return subject.name, subject.priority, subject.deleted_at is not None


async def _tell_tag(tag: Tag) -> None:
    if tag.wecom_id is None:
        await (_unmake(tag) if tag.deleted_at else _find_or_make(tag))
    elif tag.deleted_at:
        with suppress(GoneAtWeCom):
            await gateway().delete(tag_id=tag.wecom_id)
    else:
        groups = await gateway().library(tag_ids=[tag.wecom_id])
        there = next((one for group in groups for one in group.tags if one.id == tag.wecom_id), None)
        if there is None:
            await sync_tags([tag.wecom_id])
        elif (there.name, there.priority) != (tag.name, tag.priority):
            await gateway().edit(tag.wecom_id, tag.name, tag.priority)


async def _find_or_make(tag: Tag) -> None:
    """A tag of this name in the group is ours: an earlier call's answer was lost, or somebody made it there."""
    group = await TagGroup.get(id=tag.group_id)
    there, found = await _look(group, tag.name)
    if found is None:
        ids = {"group_id": there.id} if there else {"group_name": group.name}
        try:
            there = await gateway().add(tag.name, tag.priority, **ids)
            found = next((one for one in there.tags if one.name == tag.name), None)
        except (NameTaken, GoneAtWeCom):
            # Somebody was faster. Looked at again, once; then it is for a person.
            there, found = await _look(group, tag.name)
            if there is None or found is None:
                raise
    if there is None or found is None:
        raise UnknownOutcome("企业微信没有返回新建的标签")
    await _bind(tag, group, there, found)


async def _unmake(tag: Tag) -> None:
    """Delete what a call whose answer was lost may have made, unless it stands for another tag of ours by now."""
    group = await TagGroup.get(id=tag.group_id)
    _, found = await _look(group, tag.name)
    heirs = Tag.filter(group_id=tag.group_id, name=tag.name, deleted_at=None)
    if found is None or await heirs.exists() or await Tag.filter(wecom_id=found.id).exists():
        return
    with suppress(GoneAtWeCom, MadeByOthers):
        await gateway().delete(tag_id=found.id)


async def _look(group: TagGroup, name: str) -> tuple[CorpGroup | None, CorpTag | None]:
    """The group at WeCom by its id, else by its name, and the tag of this name in it."""
    known = await gateway().library(group_ids=[group.wecom_id]) if group.wecom_id else []
    there = known[0] if known else next((one for one in await gateway().library() if one.name == group.name), None)
    tags = there.tags if there else ()
    return there, next((tag for tag in tags if tag.name == name), None)


@atomic
async def _bind(tag: Tag, group: TagGroup, there: CorpGroup, made: CorpTag) -> None:
    now = clock.now()
    await TagGroup.filter(id=group.id).update(wecom_id=there.id, seen_at=now)
    if await Tag.filter(id=tag.id, wecom_id=None).update(wecom_id=made.id, seen_at=now):
        await outbox.publish(TagMadeAtWeCom(tag.id))


async def _hand_back_tag(tag: Tag) -> None:
    """WeCom refuses changes by us: the tag is as it is there."""
    theirs = {"origin": Origin.WECOM, "owed_since": None, "failure": None, "deleted_at": None}
    await Tag.filter(id=tag.id).update(**theirs)
    await sync_tags([tag.wecom_id] if tag.wecom_id else [])


async def _tell_group(group: TagGroup) -> None:
    if group.wecom_id is None:
        return
    if group.deleted_at:
        with suppress(GoneAtWeCom):
            await gateway().delete(group_id=group.wecom_id)
        await Tag.filter(group_id=group.id, deleted_at=group.deleted_at).update(owed_since=None, seen_at=clock.now())
        return
    there = await gateway().library(group_ids=[group.wecom_id])
    if not there:
        # It went with its last tag, and is made anew with the next one.
        await TagGroup.filter(id=group.id, wecom_id=group.wecom_id).update(wecom_id=None)
    elif (there[0].name, there[0].priority) != (group.name, group.priority):
        await gateway().edit(group.wecom_id, group.name, group.priority)


async def _hand_back_group(group: TagGroup) -> None:
    theirs = {"origin": Origin.WECOM, "owed_since": None, "failure": None, "deleted_at": None}
    if group.deleted_at:
        await Tag.filter(group_id=group.id, deleted_at=group.deleted_at).update(owed_since=None, deleted_at=None)
    await TagGroup.filter(id=group.id).update(**theirs)
    await sync_groups([group.wecom_id] if group.wecom_id else [])
