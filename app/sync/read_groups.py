"""Customer groups: those WeCom lists and those we know, each read by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.guides.queries import Group, groups_by_id, groups_page
from app.guides.sync_group import sync_group
from app.kernel.errors import PermanentFailure
from app.sync.gateway import CursorGone, gateway
from app.sync.models import SyncTarget
from app.sync.slices import Difference, Keep, Place, Slice, add_targets, drop_targets, next_targets, not_read
from app.sync.states import DifferenceKind as Kind

LIST, OURS, READ = "", "ours", "read"
OURS_AT_ONCE = 1000
GROUPS_AT_ONCE = 20


@dataclass
class Read:
    """What became of some groups, by chat_id."""

    changed: list[str]
    refused: dict[str, str]


async def read_groups(place: Place) -> Keep:
    """A slice reads and keeps its groups before it is recorded, so counts of a slice that was cut off may be short."""
    if place.phase == LIST:
        return await _list_theirs(place)
    if place.phase == OURS:
        return await _list_ours(place)
    targets = await next_targets(place, GROUPS_AT_ONCE)
    names = [one.name for one in targets]
    before = await groups_by_id(names)
    read = await _read(names)

    async def keep() -> Slice:
        return await _record(targets, before, read)

    return keep


async def _list_theirs(place: Place) -> Keep:
    try:
        chat_ids, cursor = await gateway().groups(place.cursor)
    except CursorGone:
        if not place.cursor:
            raise
        chat_ids, cursor = await gateway().groups("")

    async def keep() -> Slice:
        return Slice(LIST if cursor else OURS, cursor, total=await add_targets(place, chat_ids))

    return keep


async def _list_ours(place: Place) -> Keep:
    """A group that WeCom does not list any more is asked for by itself: only then is it dismissed."""
    ours = await groups_page(place.cursor, OURS_AT_ONCE)
    last = ours[-1].chat_id if len(ours) == OURS_AT_ONCE else ""

    async def keep() -> Slice:
        added = await add_targets(place, [one.chat_id for one in ours])
        return Slice(OURS if last else READ, last, total=added)

    return keep


async def _read(names: Sequence[str]) -> Read:
    read = Read([], {})
    for name in names:
        try:
            if await sync_group(name):
                read.changed.append(name)
        except PermanentFailure as refused:
            read.refused[name] = refused.reason
    return read


async def _record(targets: Sequence[SyncTarget], before: dict[str, Group], read: Read) -> Slice:
    await drop_targets(targets)
    after = await groups_by_id(read.changed)
    gone = [one for one in read.changed if one in after and after[one].dismissed_at]
    new = [one for one in read.changed if one not in before and one not in gone]
    changed = [one for one in read.changed if one in before and one not in gone]
    found = [Difference(Kind.GROUP_MISSING_HERE, one) for one in new]
    found += [Difference(Kind.GROUP_CHANGED, one) for one in changed]
    found += [Difference(Kind.GROUP_GONE, one) for one in gone]
    found += [not_read(name, reason) for name, reason in read.refused.items()]
    return Slice(
        READ,
        over=len(targets) < GROUPS_AT_ONCE,
        done=len(targets),
        seen=len(targets),
        new=len(new),
        changed=len(changed),
        ended=len(gone),
        unchanged=len(targets) - len(read.changed) - len(read.refused),
        refused=len(read.refused),
        differences=found,
    )
