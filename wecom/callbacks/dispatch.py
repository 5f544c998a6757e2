"""Which verb each event leads to, on one page. Events that are not here are ignored."""

from collections.abc import Awaitable, Callable, Mapping

from app.acquisition.count_link_customers import customer_asked, customer_started_chat, link_deleted
from app.acquisition.friend_added import friend_added
from app.acquisition.watch_quota import link_is_unavailable, quota_expires, read_quota
from app.guides.customer_edited import customer_edited
from app.guides.friend_ended import friend_ended
from app.guides.meet import NewFriend
from app.guides.states import EndedBy
from app.guides.sync_group import GroupChange, dismiss_group, follow_change, sync_group
from app.handover.transfer_failed import hasten, transfer_failed
from app.staff.sync_member import sync_departments, sync_member
from app.tags.sync import sync, sync_groups, sync_tags
from wecom.bot.answer import Question, answer
from wecom.bot.press import Pressed, press
from wecom.callbacks.event import LONGEST_CODE, LONGEST_TEXT, Event
from wecom.callbacks.new_friend import new_friend

Handler = Callable[[Event], Awaitable[None]]
CONTACT, CHAT, TAG = "change_external_contact", "change_external_chat", "change_external_tag"
TAG_GROUP, LINK, DIRECTORY = "tag_group", "customer_acquisition", "change_contact"
# Of del_external_contact (page 92130): the customer went to another member.
BY_TRANSFER = "DELETE_BY_TRANSFER"


async def _added(event: Event) -> None:
    await friend_added(new_friend(event))


async def _half_added(event: Event) -> None:
    """The customer has added the guide, who has not confirmed yet: recorded as far as WeCom shows it, not greeted."""
    await friend_added(NewFriend(event["UserID"], event["ExternalUserID"], event.at, event.get("State")))


async def _edited(event: Event) -> None:
    await customer_edited(event["UserID"], event["ExternalUserID"], event.at)


async def _ended_by_customer(event: Event) -> None:
    await friend_ended(event["UserID"], event["ExternalUserID"], event.at, EndedBy.CUSTOMER)


async def _ended_by_guide(event: Event) -> None:
    by = EndedBy.HANDED_OVER if event.get("Source") == BY_TRANSFER else EndedBy.GUIDE
    await friend_ended(event["UserID"], event["ExternalUserID"], event.at, by)
    if by is EndedBy.HANDED_OVER:
        await hasten(event["UserID"], event["ExternalUserID"])


async def _transfer_failed(event: Event) -> None:
    await transfer_failed(event["UserID"], event["ExternalUserID"], event.get("FailReason"), event.at)


async def _group_created(event: Event) -> None:
    await sync_group(event["ChatId"])


async def _group_changed(event: Event) -> None:
    await follow_change(GroupChange(event["ChatId"], event.at, event.get("LastMemVer")))


async def _group_dismissed(event: Event) -> None:
    await dismiss_group(event["ChatId"], event.at)


async def _pressed(event: Event) -> None:
    card = (event["TaskId"], event["EventKey"], event.get("ResponseCode", LONGEST_CODE))
    await press(Pressed(event["FromUserName"], *card, event.at))


async def _clicked(event: Event) -> None:
    """A click has no id of its own; two within one second are one."""
    key = f"{event['EventKey']}:{event.at.timestamp():.0f}"
    await answer(Question(event["FromUserName"], event["EventKey"], key, event.at))


async def _said(event: Event) -> None:
    await answer(Question(event["FromUserName"], event.get("Content", LONGEST_TEXT), event["MsgId"], event.at))


async def _tag_changed(event: Event) -> None:
    """Also for a deleted one: what is not there any more when we look is ended."""
    if event["TagType"] == TAG_GROUP:
        await sync_groups([event["Id"]], event.at)
    else:
        await sync_tags([event["Id"]], event.at)


async def _tags_shuffled(event: Event) -> None:
    """Without a group it is the groups whose order changed."""
    if event.get("Id"):
        await sync_groups([event["Id"]], event.at)
    else:
        await sync()


async def _link_chat(event: Event) -> None:
    await customer_started_chat(event["LinkId"], event["ExternalUserID"], event["UserID"])


async def _link_asked(event: Event) -> None:
    await customer_asked(event["LinkId"])


async def _link_deleted(event: Event) -> None:
    await link_deleted(event["LinkId"])


async def _link_unavailable(event: Event) -> None:
    await link_is_unavailable(event["LinkId"])


async def _balance(_: Event) -> None:
    await read_quota()


async def _quota_ends(event: Event) -> None:
    await quota_expires(event.moment("ExpireTime"), event.number("ExpireQuotaNum"))


async def _member_changed(event: Event) -> None:
    renamed = event.get("NewUserID")
    await sync_member(renamed or event["UserID"], event["UserID"] if renamed else "")


async def _departments_changed(_: Event) -> None:
    await sync_departments()


handlers: Mapping[tuple[str, str], Handler] = {
    (CONTACT, "add_external_contact"): _added,
    (CONTACT, "add_half_external_contact"): _half_added,
    (CONTACT, "edit_external_contact"): _edited,
    (CONTACT, "del_external_contact"): _ended_by_guide,
    (CONTACT, "del_follow_user"): _ended_by_customer,
    (CONTACT, "transfer_fail"): _transfer_failed,
    (LINK, "friend_request"): _link_asked,
    (LINK, "customer_start_chat"): _link_chat,
    (LINK, "delete_link"): _link_deleted,
    (LINK, "link_unavailable"): _link_unavailable,
    (LINK, "balance_low"): _balance,
    (LINK, "balance_exhausted"): _balance,
    (LINK, "balance_increased"): _balance,
    (LINK, "quota_expire_soon"): _quota_ends,
    (CHAT, "create"): _group_created,
    (CHAT, "update"): _group_changed,
    (CHAT, "dismiss"): _group_dismissed,
    ("template_card_event", ""): _pressed,
    ("click", ""): _clicked,
    ("text", ""): _said,
    (TAG, "create"): _tag_changed,
    (TAG, "update"): _tag_changed,
    (TAG, "delete"): _tag_changed,
    (TAG, "shuffle"): _tags_shuffled,
    **{(DIRECTORY, change): _member_changed for change in ("create_user", "update_user", "delete_user")},
    **{(DIRECTORY, change): _departments_changed for change in ("create_party", "update_party", "delete_party")},
}
