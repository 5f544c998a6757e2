"""Read WeCom's tag library and bring ours in line: new ones, renamed ones, and those that are gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.events.tags import TagChanged, TagGroupChanged, TagMadeAtWeCom
from app.kernel import clock, db, locks, outbox
from app.kernel.db import atomic
from app.tags import library_sql as sql
from app.tags.gateway import CorpGroup, gateway
from app.tags.models import Tag, TagGroup

# Events count whole seconds: of the same second WeCom's change is taken for the later one.
SECOND = timedelta(seconds=1)
NEVER = datetime.fromtimestamp(0, tz=clock.SHANGHAI)
LIBRARY = "tag library"
# Changes that WeCom does not know although their job should have told it long ago.
TOLD_BY_NOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Differences:
    """How many tags and groups were new, otherwise than ours, and gone."""

    added: int = 0
    changed: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class _Scope:
    """What was asked for: these tags, or these groups whole, or with neither all."""

    tag_ids: list[str] | None = None
    group_ids: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """WeCom's whole library, read from `read_at` on."""

    groups: Sequence[CorpGroup]
    read_at: datetime


async def read_library() -> Library:
    """Raises the SendFailed family."""
    began = clock.now()
    return Library(await gateway().library(), began)


@atomic
async def keep_library(read: Library) -> Differences:
    """A change of ours that WeCom does not know yet stays, and is told again when its job gave up.

    Two at once do no harm: what was read later stays.
    """
    found = await _keep(read.groups, read.read_at, NEVER, _Scope())
    await _revive(clock.now())
    return found


async def sync() -> Differences:
    """Read everything. Raises the SendFailed family."""
    return await keep_library(await read_library())


async def sync_groups(group_ids: Sequence[str], at: datetime | None = None) -> Differences:
    """Read these groups after an event of `at`; later changes of ours stay."""
    began, ids = clock.now(), list(group_ids)
    found = await gateway().library(group_ids=ids)
    return await _keep(found, began, at + SECOND if at else NEVER, _Scope(group_ids=ids))


async def sync_tags(tag_ids: Sequence[str], at: datetime | None = None) -> Differences:
    """Read these tags after an event of `at`; later changes of ours stay. None changes nothing."""
    began, ids = clock.now(), list(tag_ids)
    if not ids:
        return Differences()
    found = await gateway().library(tag_ids=ids)
    return await _keep(found, began, at + SECOND if at else NEVER, _Scope(tag_ids=ids))


async def learn(tag_ids: Sequence[str]) -> None:
    """Read those of these corp tags that we do not know: a customer's details may be ahead of the library's event."""
    known = await Tag.filter(wecom_id__in=list(tag_ids)).values_list("wecom_id", flat=True)
    await sync_tags(sorted(set(tag_ids).difference(map(str, known))))


@atomic
async def _keep(groups: Sequence[CorpGroup], read_at: datetime, at: datetime, scope: _Scope) -> Differences:
    await locks.hold(LIBRARY)
    ids, names = [one.id for one in groups], [one.name for one in groups]
    await db.execute(sql.ADOPT_GROUPS, read_at, ids, names)
    of_groups = await db.fetch_one(sql.PLACE_GROUPS, read_at, at, ids, names, [one.priority for one in groups])
    pairs = [(group.id, tag) for group in groups for tag in group.tags]
    tag_ids, tag_names, of = [t.id for _, t in pairs], [t.name for _, t in pairs], [group_id for group_id, _ in pairs]
    adopted = await db.fetch(sql.ADOPT_TAGS, read_at, tag_ids, tag_names, of)
    priorities = [tag.priority for _, tag in pairs]
    of_tags = await db.fetch_one(sql.PLACE_TAGS, read_at, at, tag_ids, tag_names, priorities, of)
    ended = await db.execute(sql.END_TAGS, read_at, scope.tag_ids, scope.group_ids)
    ended += await db.execute(sql.END_GROUPS, read_at, scope.tag_ids, scope.group_ids)
    await outbox.publish(*(TagMadeAtWeCom(row["id"]) for row in adopted))
    counted = [row for row in (of_groups, of_tags) if row]
    return Differences(sum(row["added"] for row in counted), sum(row["changed"] for row in counted), ended)


@atomic
async def _revive(now: datetime) -> None:
    """Jobs give up when WeCom is away for longer than they are tried; both may run twice."""
    groups = TagGroup.filter(owed_since__lt=now - TOLD_BY_NOW)
    tags = Tag.filter(owed_since__lt=now - TOLD_BY_NOW)
    await outbox.publish(
        *[TagGroupChanged(group.id) for group in await groups],
        *[TagChanged(tag.id) for tag in await tags],
    )
