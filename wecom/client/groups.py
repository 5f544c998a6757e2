"""Customer groups (客户群, pages 92120, 92122)."""

from typing import Any

import msgspec

from wecom.client.api import Api

EXTERNAL = 2
PAGE = 1000


class Member(msgspec.Struct):
    """`type` 1 a member of the company, 2 a customer, whose `userid` then is the external_userid."""

    userid: str
    type: int
    join_time: int


class GroupChat(msgspec.Struct):
    """`member_version` changes with the list of members, and only with it."""

    chat_id: str
    owner: str
    create_time: int
    name: str = ""
    member_list: list[Member] = []
    member_version: str = ""


class Shown(msgspec.Struct):
    group_chat: GroupChat


class Listed(msgspec.Struct):
    chat_id: str


class Page(msgspec.Struct):
    group_chat_list: list[Listed] = []
    next_cursor: str = ""


async def group(api: Api, chat_id: str) -> GroupChat:
    """A group as it is, or as it was about two seconds ago. PermanentFailure 90501 when it is dismissed."""
    return (await api.read(Shown, "externalcontact/groupchat/get", {"chat_id": chat_id})).group_chat


async def chat_ids(api: Api) -> list[str]:
    """All customer groups the application may see."""
    found: list[str] = []
    body: dict[str, Any] = {"limit": PAGE}
    while True:
        page = await api.read(Page, "externalcontact/groupchat/list", body)
        found += [one.chat_id for one in page.group_chat_list]
        if not page.next_cursor:
            return found
        body["cursor"] = page.next_cursor
