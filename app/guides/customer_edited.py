"""A guide changed a customer's remark or tags at WeCom, or something else of the customer did."""

from datetime import datetime, timedelta
from uuid import UUID

from app.guides.errors import FriendNotYetKnown
from app.guides.friend_ended import DISORDER
from app.guides.gateway import Customer, FollowNotes, gateway
from app.guides.models import Follow
from app.kernel import clock
from app.kernel.db import atomic
from app.members.recognise import recognise
from app.members.states import IdentityKind
from app.staff.queries import staff_by_userid
from app.tags.observe import Observed, observe
from app.tags.sync import learn

LONGEST_REMARK = 64
# Events count whole seconds: of the same second WeCom's change is taken for the later one.
SECOND = timedelta(seconds=1)


async def customer_edited(userid: str, external_userid: str, at: datetime) -> None:
    """Read what WeCom has now of this guide's customer: remark, tags, and a unionid that came late.

    Raises FriendNotYetKnown, to be tried again, when the friendship's beginning may still be on its way, and the
    SendFailed family. Our own changes come back as what we know.
    """
    staff = await staff_by_userid(userid)
    if staff is None:
        return
    if not await _friends_then(staff.id, external_userid, at):
        if clock.now() - at < DISORDER:
            raise FriendNotYetKnown(external_userid=external_userid)
        return
    began = clock.now()
    details = await gateway().customer_details(external_userid)
    notes = details.follows.get(userid) if details else None
    if details and notes:
        await learn(sorted(notes.tag_ids))
        await _keep(staff.id, details.customer, notes, began, at + SECOND)


async def _friends_then(staff_id: UUID, external_userid: str, at: datetime) -> bool:
    """Not when what we know of ended before: then they are friends anew, and that is still on its way."""
    follow = await Follow.get_or_none(staff_id=staff_id, external_userid=external_userid)
    return follow is not None and (follow.ended_at is None or follow.ended_at >= at)


@atomic
async def _keep(staff_id: UUID, customer: Customer, notes: FollowNotes, began: datetime, at: datetime) -> None:
    """Nothing for a friendship that ended meanwhile."""
    ours = Follow.filter(staff_id=staff_id, external_userid=customer.external_userid, ended_at=None)
    follow = await ours.select_for_update().get_or_none()
    if follow is None:
        return
    if customer.unionid:
        names = {IdentityKind.EXTERNAL_USERID: customer.external_userid, IdentityKind.UNIONID: customer.unionid}
        await recognise(names, nickname=customer.nickname)
    fresh = await observe([Observed(follow.member_id, staff_id, notes.tag_ids)], began, at)
    if fresh:
        await Follow.filter(id=follow.id).update(remark=notes.remark[:LONGEST_REMARK])
