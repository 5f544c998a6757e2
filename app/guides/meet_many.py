"""The friends of a guide, as WeCom lists them: met without a word, and ended when they are no longer listed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.guides import sql
from app.guides.attribute import attribute
from app.guides.bonds import Happening
from app.guides.meet import CameBy
from app.guides.states import AttributionReason as Reason
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.tags.observe import unfollow


@dataclass(frozen=True, slots=True)
class ListedFriend:
    """A friend of a guide as WeCom lists one; at most once per external_userid in one call."""

    external_userid: str
    member_id: UUID
    followed_at: datetime
    came_by: CameBy | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """The external_userids of those who were unknown, and of those known from an earlier friendship."""

    new: list[str]
    again: list[str]


@atomic
async def meet_many(staff_id: UUID, friends: Sequence[ListedFriend]) -> Met:
    """Keep friendships that began before we heard of them. No event goes out: nothing happened just now.

    What is known, or ended after it began, stays: WeCom goes on listing customers who have deleted the guide.
    """
    rows = await db.fetch(
        sql.FOLLOW_MANY,
        [new_id() for _ in friends],
        [one.external_userid for one in friends],
        staff_id,
        [one.member_id for one in friends],
        [one.followed_at for one in friends],
        [one.came_by.kind.value if one.came_by else None for one in friends],
        [one.came_by.id if one.came_by else None for one in friends],
    )
    new = [row["external_userid"] for row in rows if row["created"]]
    return Met(new, [row["external_userid"] for row in rows if not row["created"]])


@atomic
async def end_unlisted(staff_id: UUID, listed: Collection[str], before: datetime) -> list[str]:
    """End the guide's friendships that began before that moment and are not listed; whose they were.

    Which side ended them, and when, nobody knows: no event goes out, and the time is that of finding out.
    """
    now = clock.now()
    rows = await db.fetch(sql.END_UNLISTED, staff_id, list(listed), before, now)
    if rows:
        await unfollow({row["member_id"] for row in rows}, staff_id, now)
    return [row["external_userid"] for row in rows]


@atomic
async def attribute_friends(after: UUID | None, limit: int) -> tuple[int, UUID | None]:
    """Members with friends and never a guide belong to their first lasting friend, as the rules have it.

    At most `limit` members are looked at, in order of their ids. How many got a guide, and after whom to go on, None at
    the end.
    """
    last = await db.fetch_value(sql.MEMBERS_AFTER, after, limit)
    if last is None:
        return 0, None
    rows = await db.fetch(sql.FIRST_FRIENDS, after, last)
    met = [Happening(row["member_id"], row["staff_id"], Reason.FRIEND, row["followed_at"]) for row in rows]
    return len(await attribute(met)), last
