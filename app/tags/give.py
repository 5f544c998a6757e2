"""Put tags on members and take them off. The same again changes nothing and tells nobody."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

import asyncpg

from app.events.tags import TagsGiven, TagsTaken
from app.kernel import clock, db, locks, outbox
from app.kernel.db import atomic
from app.tags import member_sql as sql
from app.tags.errors import TagNotFound
from app.tags.models import Tag
from app.tags.states import Source

MOST_MEMBERS, MOST_TAGS = 1_000, 100
# Members share locks: the server has room for some thousand in all, and a thousand members come at once.
LOCKS = 128


@atomic
async def give(member_ids: Collection[UUID], tag_ids: Collection[UUID], source: Source, by: UUID | None) -> int:
    """Put all of these tags on all of these members; how many were new. `by`: the staff, rule or channel code.

    At most 1,000 members and 100 tags at once, else ValueError. Raises TagNotFound, and changes nothing, when one of
    the tags is deleted. Tells TagsGiven once per member of whom something changed.
    """
    members, tags = _bounded(member_ids, tag_ids)
    await lock_members(members)
    if len(await db.fetch(sql.LIVE_TAGS, tags)) < len(tags):
        raise TagNotFound
    changed = await db.fetch(sql.GIVE, members, tags, source.value, by, clock.now())
    await tell_given(changed, source)
    return len(changed)


@atomic
async def take(member_ids: Collection[UUID], tag_ids: Collection[UUID], source: Source, by: UUID | None) -> int:
    """Take all of these tags off all of these members; how many were there. Bounds as in `give`.

    Tells TagsTaken once per member of whom something changed.
    """
    members, tags = _bounded(member_ids, tag_ids)
    await lock_members(members)
    changed = await db.fetch(sql.TAKE, members, tags, source.value, by, clock.now())
    await tell_taken(changed, source)
    return len(changed)


async def give_corp_tags(member_id: UUID, wecom_ids: Collection[str], source: Source, by: UUID | None) -> int:
    """Put tags on a member that are named by their ids at WeCom; those that we do not know or that are gone are left
    out. How many were new.
    """
    found = [tag.id for tag in await Tag.filter(wecom_id__in=list(wecom_ids), deleted_at=None)]
    try:
        return await give([member_id], found, source, by) if found else 0
    except TagNotFound:
        # One was deleted in between.
        return await give_corp_tags(member_id, wecom_ids, source, by)


async def lock_members(member_ids: Iterable[UUID]) -> None:
    """What is known of a member's tags is changed by one at a time; in order, so that nobody waits in a circle."""
    numbers = sorted({locks.key("member tags", one.int % LOCKS) for one in member_ids})
    await db.execute(sql.LOCK_MEMBERS, numbers)


async def tell_given(changed: Sequence[asyncpg.Record], source: Source) -> None:
    """Publish what statements returned as new."""
    await outbox.publish(*(TagsGiven(who, tags, source.value) for who, tags in _by_member(changed)))


async def tell_taken(changed: Sequence[asyncpg.Record], source: Source) -> None:
    """Publish what statements returned as over."""
    await outbox.publish(*(TagsTaken(who, tags, source.value) for who, tags in _by_member(changed)))


def _by_member(changed: Sequence[asyncpg.Record]) -> list[tuple[UUID, tuple[UUID, ...]]]:
    grouped: dict[UUID, list[UUID]] = defaultdict(list)
    for row in changed:
        grouped[row["member_id"]].append(row["tag_id"])
    return [(member_id, tuple(sorted(tags))) for member_id, tags in grouped.items()]


def _bounded(member_ids: Collection[UUID], tag_ids: Collection[UUID]) -> tuple[list[UUID], list[UUID]]:
    members, tags = sorted(set(member_ids)), sorted(set(tag_ids))
    if len(members) > MOST_MEMBERS or len(tags) > MOST_TAGS:
        raise ValueError(f"at most {MOST_MEMBERS} members and {MOST_TAGS} tags at once")
    return members, tags
