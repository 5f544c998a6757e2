"""Broadcasts (企业群发, pages 92135, 93338): a task which the member must confirm before anything is sent."""

from collections.abc import Sequence
from typing import Any

import msgspec

from app.kernel.errors import PermanentFailure
from wecom.client.api import Api
from wecom.client.contents import CardContent, cut, message
from wecom.client.paging import rows
from wecom.client.wire import Nothing

TEXT_BYTES = 4000
LIST_PAGE, TASK_PAGE = 100, 1000
MADE_BY_CORP = 0
TASK_SENT = 2
ALREADY_CANCELLED = 41093


class Made(msgspec.Struct):
    msgid: str
    fail_list: list[str] = []


class Text(msgspec.Struct):
    content: str = ""


class Broadcast(msgspec.Struct):
    """`create_time` is a unix second, as text or number."""

    msgid: str
    create_time: int | str
    text: Text = msgspec.field(default_factory=Text)


class BroadcastPage(msgspec.Struct):
    group_msg_list: list[Broadcast] = []
    next_cursor: str = ""


class Task(msgspec.Struct):
    """`status` 0 not sent, 2 sent."""

    userid: str
    status: int


class TaskPage(msgspec.Struct):
    task_list: list[Task] = []
    next_cursor: str = ""


class Result(msgspec.Struct):
    """`status` 0 not sent, 1 sent, 2 not a friend, 3 has had its messages of this month. Times are unix seconds."""

    status: int
    chat_id: str = ""
    send_time: int | None = None


class ResultPage(msgspec.Struct):
    send_list: list[Result] = []
    next_cursor: str = ""


async def add_to_groups(api: Api, sender: str, chat_ids: Sequence[str], text: str, card: CardContent | None) -> Made:
    """Ask a group owner to send to exactly these of the owner's groups (at most 2,000). Each call makes another task.

    `fail_list` names groups that cannot be sent to; PermanentFailure 41048 when none can.
    """
    body = {"chat_type": "group", "sender": sender, "chat_id_list": list(chat_ids)} | message(text, card)
    return await api.act(Made, "externalcontact/add_msg_template", body)


async def to_groups_between(api: Api, start: int, end: int, text: str) -> list[Broadcast]:
    """Broadcasts to groups with this text, made through the interface in a window of at most a month, oldest first."""
    body: dict[str, Any] = {"chat_type": "group", "start_time": start, "end_time": end}
    body |= {"filter_type": MADE_BY_CORP, "limit": LIST_PAGE}
    path = "externalcontact/get_groupmsg_list_v2"
    made = rows(api, BroadcastPage, path, body, lambda page: page.group_msg_list)
    found = [one async for one in made if one.text.content == cut(text, TEXT_BYTES)]
    return sorted(found, key=lambda one: int(one.create_time))


async def tasks(api: Api, msgid: str) -> list[Task]:
    """Who is asked to send it, and whether they have."""
    body = {"msgid": msgid, "limit": TASK_PAGE}
    path = "externalcontact/get_groupmsg_task"
    return [one async for one in rows(api, TaskPage, path, body, lambda page: page.task_list)]


async def results(api: Api, msgid: str, userid: str) -> list[Result]:
    """What became of it; of groups only those that the member has sent to."""
    body = {"msgid": msgid, "userid": userid, "limit": TASK_PAGE}
    path = "externalcontact/get_groupmsg_send_result"
    return [one async for one in rows(api, ResultPage, path, body, lambda page: page.send_list)]


async def remind(api: Api, msgid: str) -> None:
    """Remind the members who have not sent it yet. QuotaExceeded 41094 for a fourth time within 24 hours.

    A lost answer may have been a reminder: it is an UnknownOutcome.
    """
    await api.act(Nothing, "externalcontact/remind_groupmsg_send", {"msgid": msgid})


async def cancel(api: Api, msgid: str) -> bool:
    """Take back what is not sent yet; what was sent stays. False when it was cancelled before, so repeating is safe."""
    try:
        await api.act(Nothing, "externalcontact/cancel_groupmsg_send", {"msgid": msgid}, repeatable=True)
    except PermanentFailure as refused:
        if refused.code != ALREADY_CANCELLED:
            raise
        return False
    return True
