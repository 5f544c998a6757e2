"""Take in what WeCom says of guides' customers. A corp tag lies there on each guide's customer by itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from app.events.tags import MarksOwed
from app.kernel import db, outbox
from app.kernel.db import atomic
from app.tags import member_sql as sql
from app.tags.give import lock_members, tell_given, tell_taken
from app.tags.states import Source

MOST_FOLLOWS = 500
Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Observed:
    """A guide's customer as read from WeCom: the ids of all corp tags on it. Unknown ones are passed over."""

    member_id: UUID
    staff_id: UUID
    tag_ids: frozenset[str]


@atomic
async def observe(
    rows: Collection[Observed], read_at: datetime, at: datetime | None = None, *, silently: bool = False
) -> set[Pair]:
    """Keep what was read from `read_at` on, at most 500 rows; what was read later stays. The (member, staff) kept.

    A tag that appears on a guide's customer is put on the member, unless someone took it off here after `at`; one that
    the last guide's customer lost is taken off, unless someone put it there after `at`. In those cases WeCom will be
    told. `at`: the time of WeCom's event, without one the reading's. What is as we knew it, our own changes among
    it, changes nothing. `silently`: what is found so happened long ago and is no news, so neither TagsGiven nor
    TagsTaken goes out. Raises ValueError above 500 rows.
    """
    if len(rows) > MOST_FOLLOWS:
        raise ValueError(f"at most {MOST_FOLLOWS} rows at once")
    await lock_members(row.member_id for row in rows)
    when = min(at, read_at) if at else read_at
    seen = _merged(rows)
    fresh = await db.fetch(sql.READ_FOLLOWS, [one for one, _ in seen], [one for _, one in seen], read_at)
    follows = [(row["member_id"], row["staff_id"]) for row in fresh]
    given = [(member, staff, tag) for member, staff in follows for tag in sorted(seen[member, staff])]
    tags = [[each[place] for each in given] for place in range(3)]
    owners = [[each[place] for each in follows] for place in range(2)]
    came = await db.fetch(sql.MARK, *tags, read_at)
    went = await db.fetch(sql.UNMARK, *owners, *tags, read_at, when)
    put = await db.fetch(sql.PUT_SEEN, *_columns(came), when)
    ended = await db.fetch(sql.END_SEEN, *_columns(went), when)
    if not silently:
        await tell_given(put, Source.WECOM)
        await tell_taken(ended, Source.WECOM)
    settled = {_pair(row) for row in (*put, *ended)}
    unsettled = {_pair(row) for row in (*came, *went)} - settled
    await outbox.publish(*(MarksOwed(member_id) for member_id in sorted({member for member, _ in unsettled})))
    return set(follows)


@atomic
async def unfollow(member_ids: Collection[UUID], staff_id: UUID, now: datetime) -> None:
    """They and the guide are friends no more: nothing is marked there. They keep their tags; nobody took them off."""
    await lock_members(member_ids)
    await db.execute(sql.READ_NOTHING, list(member_ids), staff_id, now)
    await db.execute(sql.UNFOLLOW, list(member_ids), staff_id)


def _merged(rows: Collection[Observed]) -> dict[Pair, set[str]]:
    """A member with two names at WeCom may come twice."""
    seen: dict[Pair, set[str]] = {}
    for row in rows:
        seen.setdefault((row.member_id, row.staff_id), set()).update(row.tag_ids)
    return seen


def _pair(row: asyncpg.Record) -> Pair:
    return row["member_id"], row["tag_id"]


def _columns(changed: Sequence[asyncpg.Record]) -> tuple[list[UUID], list[UUID]]:
    return [row["member_id"] for row in changed], [row["tag_id"] for row in changed]
