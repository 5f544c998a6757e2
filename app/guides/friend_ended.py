"""A guide deleted a customer, or a customer a guide."""

from datetime import datetime, timedelta

from asyncpg import Record

from app.events.guides import FriendLost
from app.guides import loss_sql
from app.guides.errors import FriendNotYetKnown
from app.guides.models import Follow, Loss
from app.guides.states import EndedBy
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.staff.queries import StaffCard, staff_by_userid
from app.tags.observe import unfollow

# Longer than WeCom repeats and reorders callbacks; after it, the friendship began before this product was installed.
DISORDER = timedelta(minutes=2)


@atomic
async def friend_ended(userid: str, external_userid: str, at: datetime, by: EndedBy) -> None:
    """End the friendship as of `at`, unless it began anew later. The member's guide stays. A loss unless handed over.

    Raises FriendNotYetKnown, to be tried again, when the beginning may still be on its way.
    """
    staff = await staff_by_userid(userid)
    if staff is None:
        return
    ended = await db.fetch_one(loss_sql.END, staff.id, external_userid, at, by.value)
    if ended:
        await unfollow([ended["member_id"]], staff.id, clock.now())
        if by is not EndedBy.HANDED_OVER:
            await _lose(staff, ended, at, by)
        return
    known = Follow.filter(staff_id=staff.id, external_userid=external_userid)
    if clock.now() - at < DISORDER and not await known.exists():
        raise FriendNotYetKnown(external_userid=external_userid)


async def _lose(staff: StaffCard, ended: Record, at: datetime, by: EndedBy) -> None:
    loss_id = new_id()
    await Loss.create(
        id=loss_id,
        follow_id=ended["id"],
        member_id=ended["member_id"],
        staff_id=staff.id,
        store_id=staff.store_id,
        by=by,
        at=at,
        friends_since=ended["followed_at"],
    )
    await outbox.publish(FriendLost(loss_id, ended["member_id"], at))
