"""A customer and a guide became friends."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.events.guides import FriendAdded
from app.guides import sql
from app.guides.attribute import attribute
from app.guides.bonds import Happening
from app.guides.errors import UnknownStaff
from app.guides.gateway import Customer
from app.guides.states import AttributionReason, CameByKind
from app.kernel import db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.members.recognise import recognise
from app.members.states import IdentityKind
from app.staff.queries import staff_by_userid


@dataclass(frozen=True, slots=True)
class NewFriend:
    """What WeCom tells. `state` is the channel code's; `welcome_code` is empty when no greeting may be sent."""

    userid: str
    external_userid: str
    at: datetime
    state: str = ""
    welcome_code: str = ""


@dataclass(frozen=True, slots=True)
class CameBy:
    """What of ours a friend came by."""

    kind: CameByKind
    id: UUID

    @property
    def channel_code_id(self) -> UUID | None:
        return self.id if self.kind is CameByKind.CHANNEL_CODE else None


@atomic
async def meet(friend: NewFriend, customer: Customer, came_by: CameBy | None) -> None:
    """Record who the friend is and whose. An event older than what is known of the friendship only tells who was
    first.

    Raises UnknownStaff.
    """
    staff = await staff_by_userid(friend.userid)
    if staff is None:
        raise UnknownStaff(userid=friend.userid)
    known_as = {IdentityKind.EXTERNAL_USERID: customer.external_userid, IdentityKind.UNIONID: customer.unionid}
    member_id = await recognise({k: v for k, v in known_as.items() if v}, nickname=customer.nickname)
    channel_code_id = came_by.channel_code_id if came_by else None
    values = (new_id(), friend.external_userid, staff.id, member_id, channel_code_id, friend.at)
    by = (came_by.kind, came_by.id) if came_by else (None, None)
    follow_id = await db.fetch_value(sql.FOLLOW, *values, *by)
    await attribute([Happening(member_id, staff.id, AttributionReason.FRIEND, friend.at)], known=follow_id is None)
    if follow_id is None:
        return
    await outbox.publish(FriendAdded(follow_id, member_id, staff.id, channel_code_id, friend.at))
