"""Note at WeCom by which channel code a friend came: the code's remark and tags."""

from dataclasses import dataclass

from app.acquisition.models import ChannelCode
from app.acquisition.remark import remark_for
from app.events.guides import FriendAdded
from app.guides.gateway import NotFriends, gateway
from app.guides.queries import Friend, lasting_friend
from app.members.queries import nicknames
from app.staff.queries import staff_by_id
from app.tags.give import give_corp_tags
from app.tags.states import Source
from app.tags.sync import learn

NAMELESS = "微信用户"


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A friendship that lasts, and the code it came by."""

    friend: Friend
    code: ChannelCode
    userid: str


async def remark_friend(added: FriendAdded) -> None:
    """Reaction: the guide sees the customer under the name the code's template gives. The same again does no harm."""
    meeting = await _meeting(added)
    if meeting is None or not meeting.code.remark_template:
        return
    nickname = (await nicknames([added.member_id])).get(added.member_id) or NAMELESS
    remark = remark_for(meeting.code.remark_template, nickname, meeting.code.name, meeting.friend.followed_at)
    try:
        await gateway().remark_customer(meeting.userid, meeting.friend.external_userid, remark)
    except NotFriends:
        return


async def tag_friend(added: FriendAdded) -> None:
    """Reaction: the member gets the code's tags, and by that the customer. The same again does no harm.

    A tag that is gone at WeCom is left out.
    """
    meeting = await _meeting(added)
    if meeting and meeting.code.tag_ids:
        await learn(meeting.code.tag_ids)
        await give_corp_tags(added.member_id, meeting.code.tag_ids, Source.CHANNEL_CODE, meeting.code.id)


async def _meeting(added: FriendAdded) -> _Meeting | None:
    if added.channel_code_id is None:
        return None
    code = await ChannelCode.get_or_none(id=added.channel_code_id)
    friend = await lasting_friend(added.follow_id)
    staff = await staff_by_id(added.staff_id)
    return _Meeting(friend, code, staff.userid) if friend and code and staff else None
