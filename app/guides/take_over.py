"""A guide takes over customers of another, as WeCom says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.events.tags import MarksOwed
from app.guides import sql
from app.guides.attribute import hand_on
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.tags.observe import unfollow

TIMES_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Taken:
    """Which hand-over gives whose customers to whom, and who ordered it."""

    hand_over_id: UUID
    from_staff_id: UUID
    to_staff_id: UUID
    by: UUID


@atomic
async def take_over(taken: Taken, customers: Sequence[tuple[str, UUID | None, datetime]]) -> None:
    """(external_userid, member, when) of each: the old friendship ends without being lost, the new one begins.

    Who belonged to the old guide belongs to the new one. WeCom's callbacks of both may come before or after: nothing
    happens twice, and what either side ended later stays ended. Tags are put on the successor's customer by jobs.
    """
    externals, members, moments = map(list, zip(*customers, strict=True))
    await db.execute(sql.END_TRANSFERRED, taken.from_staff_id, externals, moments)
    ids = [new_id() for _ in externals]
    to, by = taken.to_staff_id, taken.hand_over_id
    await db.execute(sql.BEGIN_TRANSFERRED, ids, to, externals, members, moments, by)
    await db.execute(sql.NAME_TRANSFERRED, to, externals, moments, by, TIMES_DIFFER)
    known = {member for _, member, _ in customers if member}
    await unfollow(known, taken.from_staff_id, clock.now())
    await hand_on(known, taken.from_staff_id, to, by, taken.by)
    await outbox.publish(*(MarksOwed(member_id) for member_id in sorted(known)))
