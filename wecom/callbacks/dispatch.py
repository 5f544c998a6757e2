"""Which verb each event leads to, on one page. Events that are not here are ignored."""

from collections.abc import Awaitable, Callable, Mapping

from app.acquisition.friend_added import friend_added
from app.guides.friend_ended import friend_ended
from app.guides.meet import NewFriend
from app.guides.sync_group import GroupChange, dismiss_group, follow_change, sync_group
from wecom.bot.answer import Question, answer
from wecom.bot.press import Pressed, press
from wecom.callbacks.event import LONGEST_CODE, LONGEST_TEXT, Event

Handler = Callable[[Event], Awaitable[None]]
CONTACT, CHAT = "change_external_contact", "change_external_chat"


async def _added(event: Event) -> None:
    code = event.get("WelcomeCode", LONGEST_CODE)
    await friend_added(NewFriend(event["UserID"], event["ExternalUserID"], event.at, event.get("State"), code))


async def _ended(event: Event) -> None:
    await friend_ended(event["UserID"], event["ExternalUserID"], event.at)


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


handlers: Mapping[tuple[str, str], Handler] = {
    (CONTACT, "add_external_contact"): _added,
    (CONTACT, "del_external_contact"): _ended,
    (CONTACT, "del_follow_user"): _ended,
    (CHAT, "create"): _group_created,
    (CHAT, "update"): _group_changed,
    (CHAT, "dismiss"): _group_dismissed,
    ("template_card_event", ""): _pressed,
    ("click", ""): _clicked,
    ("text", ""): _said,
}
