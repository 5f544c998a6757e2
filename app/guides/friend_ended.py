"""A guide deleted a customer, or a customer a guide."""

from datetime import datetime, timedelta

from app.guides.errors import FriendNotYetKnown
from app.guides.models import Follow
from app.kernel import clock
from app.kernel.db import atomic
from app.staff.queries import staff_by_userid
from app.tags.observe import unfollow

# Longer than WeCom repeats and reorders callbacks; after it, the friendship began before this product was installed.
DISORDER = timedelta(minutes=2)


@atomic
async def friend_ended(userid: str, external_userid: str, at: datetime) -> None:
    """End the friendship as of `at`, unless it began anew later. The member's guide stays.

    Raises FriendNotYetKnown, to be tried again, when the beginning may still be on its way.
    """
    staff = await staff_by_userid(userid)
    if staff is None:
        return
    follow = Follow.filter(staff_id=staff.id, external_userid=external_userid)
    if await follow.filter(ended_at=None, followed_at__lte=at).update(ended_at=at):
        await unfollow((await follow.get()).member_id, staff.id, clock.now())
        return
    if clock.now() - at < DISORDER and not await follow.exists():
        raise FriendNotYetKnown(external_userid=external_userid)
