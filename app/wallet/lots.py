"""Lots of points: used first in, first out, and gone at the end of a day one year after they were earned.

Every verb here needs the member's account of available points changed or locked before (accounts.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.kernel.ids import new_id
from app.wallet import sql

LIFE_DAYS = 365
GRACE_DAYS = 30
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Portion:
    """Points of one lot."""

    lot_id: UUID
    points: int


async def take(member_id: UUID, points: int, *, first: str = "", usable_after: datetime | None = None) -> list[Portion]:
    """Take up to `points` of the member's lots, soonest expiry first, and say of which.

    `first` names a lot to begin with; `usable_after` is now unless lots that are over count too.
    """
    rows = await db.fetch(sql.TAKE, member_id, points, usable_after or clock.now(), first)
    return [Portion(row["id"], row["points"]) for row in rows]


async def put_back(portions: Sequence[Portion], valid_after: datetime | None = None) -> set[UUID]:
    """Give lots their points again, with `valid_after` only those that expire later; the lots that took them."""
    lots, points = [each.lot_id for each in portions], [each.points for each in portions]
    return {row["id"] for row in await db.fetch(sql.PUT_BACK, lots, points, valid_after)}


async def add(member_id: UUID, source_ref: str, points: int, days: int = LIFE_DAYS) -> None:
    """A new lot, valid to the end of the Shanghai day `days` from now."""
    now = clock.now()
    await db.execute(sql.ADD_LOT, new_id(), member_id, source_ref, points, now, end_of_day(now + timedelta(days=days)))


def end_of_day(moment: datetime) -> datetime:
    """The first moment that is no longer the Shanghai day of `moment`, in UTC."""
    next_day = moment.astimezone(SHANGHAI).date() + timedelta(days=1)
    return datetime.combine(next_day, time(), SHANGHAI).astimezone(UTC)


def last_taken(portions: Sequence[Portion], returned: int, points: int) -> list[Portion]:
    """Which `points` come back next when `returned` came back before: what was taken last comes back first."""
    back: list[Portion] = []
    for each in reversed(portions):
        skipped = min(each.points, returned)
        taken = min(each.points - skipped, points)
        returned, points = returned - skipped, points - taken
        if taken:
            back.append(Portion(each.lot_id, taken))
    return back
