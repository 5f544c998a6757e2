"""A customer and a guide became friends: greet first, then find out who it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.events.guides import FriendAdded, WelcomeOwed
from app.guides import sql
from app.guides.errors import UnknownStaff
from app.guides.gateway import Customer, gateway
from app.guides.models import AttributionChange, ChannelCode
from app.kernel import db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.members.recognise import recognise
from app.members.states import IdentityKind
from app.staff.queries import staff_by_userid

WELCOME_LIFE = timedelta(seconds=20)
FIRST_FRIEND = "first_friend"


@dataclass(frozen=True, slots=True)
class NewFriend:
    """What WeCom tells. `state` is the channel code's; `welcome_code` is empty when no greeting may be sent."""

    userid: str
    external_userid: str
    at: datetime
    state: str = ""
    welcome_code: str = ""


async def friend_added(friend: NewFriend) -> None:
    """Owe the welcome at once, then record customer, friendship and, for a first friend, the guide.

    The greeting does not wait for the customer's details, which WeCom may fail to give for longer than 20 seconds.
    Raises UnknownStaff, and the SendFailed family; running it again is safe.
    """
    await owe_welcome(friend)
    customer = await gateway().customer(friend.external_userid)
    if customer:
        await meet(friend, customer)


@atomic
async def owe_welcome(friend: NewFriend) -> None:
    """Record a welcome and let it be sent, once per welcome code. Nothing for a friend who came without our code."""
    code = await ChannelCode.get_or_none(state=friend.state) if friend.state and friend.welcome_code else None
    if code is None:
        return
    deadline = friend.at + WELCOME_LIFE
    values = (new_id(), friend.welcome_code, friend.external_userid, code.id, deadline, friend.userid)
    welcome_id = await db.fetch_value(sql.OWE_WELCOME, *values)
    if welcome_id:
        await outbox.publish(WelcomeOwed(welcome_id))


@atomic
async def meet(friend: NewFriend, customer: Customer) -> None:
    """Record who the friend is and whose. An event older than the friendship's end changes nothing."""
    staff = await staff_by_userid(friend.userid)
    if staff is None:
        raise UnknownStaff(userid=friend.userid)
    known_as = {IdentityKind.EXTERNAL_USERID: customer.external_userid, IdentityKind.UNIONID: customer.unionid}
    member_id = await recognise({k: v for k, v in known_as.items() if v}, nickname=customer.nickname)
    code = await ChannelCode.get_or_none(state=friend.state) if friend.state else None
    code_id = code.id if code else None
    values = (new_id(), friend.external_userid, staff.id, member_id, code_id, friend.at)
    follow_id = await db.fetch_value(sql.FOLLOW, *values)
    if follow_id is None:
        return
    await _attribute(member_id, staff.id, friend.at)
    await outbox.publish(FriendAdded(follow_id, member_id, staff.id, code_id))


async def _attribute(member_id: UUID, staff_id: UUID, at: datetime) -> None:
    """The first guide keeps the member."""
    if await db.execute(sql.ATTRIBUTE_FIRST, member_id, staff_id, at):
        await AttributionChange.create(
            id=new_id(), member_id=member_id, to_staff_id=staff_id, reason=FIRST_FRIEND, at=at
        )
