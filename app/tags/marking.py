"""What WeCom is still to be told of a member's tags, and who tells it now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.events.tags import MarksOwed, TagMadeAtWeCom
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.tags import member_sql as sql
from app.tags.errors import MarkingBusy
from app.tags.give import lock_members
from app.tags.states import Source

# Longer than the calls for one member with all their repetitions take.
CLAIM_LIFE = timedelta(minutes=1)
MOST_HOLDERS = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag on one guide's customer; `taken_off_at`: when somebody at WeCom took it off."""

    marked: bool
    taken_off_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A tag of the corp and one member. `put_at` null: the member does not have it, `source` then too."""

    tag_id: UUID
    wecom_id: str
    source: Source | None
    put_at: datetime | None
    marks: dict[UUID, Mark]

    def owed_on(self, staff_id: UUID, *, targets: Collection[UUID]) -> bool | None:
        """Whether the tag is to be put on this guide's customer (true) or taken off (false); null: leave it.

        What the member has and nobody's customer shows goes on the targets. What we put goes on all of them, except
        where somebody at WeCom took it off since. What a guide put stays where it was put.
        """
        mark = self.marks.get(staff_id)
        marked = mark is not None and mark.marked
        if self.put_at is None:
            return False if marked else None
        if marked or staff_id not in targets:
            return None
        if not any(one.marked for one in self.marks.values()):
            return True
        refused = mark is not None and mark.taken_off_at is not None and mark.taken_off_at >= self.put_at
        return True if self.source is not Source.WECOM and not refused else None


@atomic
async def standings(member_id: UUID) -> list[Standing]:
    """All corp tags that the member has or that are marked on a guide's customer."""
    await lock_members([member_id])
    rows = await db.fetch(sql.STANDING, member_id)
    marks: dict[UUID, dict[UUID, Mark]] = {}
    for row in await db.fetch(sql.MARKS, member_id):
        marks.setdefault(row["tag_id"], {})[row["staff_id"]] = Mark(row["marked"], row["taken_off_at"])
    return [
        Standing(
            row["id"],
            row["wecom_id"],
            Source(row["source"]) if row["source"] else None,
            row["put_at"],
            marks.get(row["id"], {}),
        )
        for row in rows
    ]


@atomic
async def marked(member_id: UUID, staff_id: UUID, put: Collection[UUID], taken: Collection[UUID]) -> None:
    """WeCom has put and taken off these tags at our word just now: readings that began before know less."""
    await lock_members([member_id])
    await db.execute(sql.MARKED, member_id, staff_id, sorted(put), sorted(taken), clock.now())


async def claim(member_id: UUID) -> UUID:
    """Be the one that tells WeCom of this member's tags, for a minute. Raises MarkingBusy while another is."""
    now = clock.now()
    held: UUID | None = await db.fetch_value(sql.CLAIM, member_id, new_id(), now, now + CLAIM_LIFE)
    if held is None:
        raise MarkingBusy
    return held


async def release(member_id: UUID, held: UUID) -> None:
    """Let others tell WeCom of this member's tags."""
    await db.execute(sql.RELEASE, member_id, held)


@atomic
async def owe_marks(made: TagMadeAtWeCom) -> None:
    """Reaction: members who had the tag before WeCom knew it are marked, some hundred at a time."""
    rows = await db.fetch(sql.HOLDERS, made.tag_id, made.after, MOST_HOLDERS)
    await outbox.publish(*(MarksOwed(row["member_id"]) for row in rows))
    if len(rows) == MOST_HOLDERS:
        await outbox.publish(TagMadeAtWeCom(made.tag_id, rows[-1]["member_id"]))
