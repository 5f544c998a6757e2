"""Customer groups (客户群, pages 92120, 92122)."""

from collections.abc import AsyncIterator, Sequence

import msgspec

from wecom.client.api import Api
from wecom.client.paging import rows

LIST = "externalcontact/groupchat/list"
EXTERNAL = 2
PAGE = 1000
OWNERS_AT_ONCE = 100
ANY, OWNER_RESIGNED = 0, 1


class Member(msgspec.Struct):
    """`type` 1 a member of the company, 2 a customer, whose `userid` then is the external_userid.

    `state` is that of the join way by which they came, if it has one.
    """

    userid: str
    type: int
    join_time: int
    state: str = ""


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
    """`status` 0 in order, 1 its owner has resigned, 2 being handed over, 3 handed over."""

    chat_id: str
    status: int = 0


class Page(msgspec.Struct):
    group_chat_list: list[Listed] = []
    next_cursor: str = ""


async def group(api: Api, chat_id: str) -> GroupChat:
    """A group as it is, or as it was about two seconds ago. PermanentFailure 90501 when it is dismissed."""
    return (await api.read(Shown, "externalcontact/groupchat/get", {"chat_id": chat_id})).group_chat


async def chat_ids(api: Api) -> list[str]:
    """All customer groups the application may see. PermanentFailure 81017 when they have more than 1,000 owners."""
    return [one.chat_id async for one in rows(api, Page, LIST, {"limit": PAGE}, _listed)]


async def listed_page(api: Api, cursor: str) -> Page:
    """At most a thousand of all customer groups, after the cursor ("" for the first). Refused like `chat_ids`."""
    return await api.read(Page, LIST, {"limit": PAGE} | ({"cursor": cursor} if cursor else {}))


async def owned_by(api: Api, userids: Sequence[str], *, status: int = ANY) -> AsyncIterator[Listed]:
    """The groups of these owners, a hundred owners and a thousand groups a call. Raises what `paging.rows` raises."""
    for start in range(0, len(userids), OWNERS_AT_ONCE):
        owners = list(userids[start : start + OWNERS_AT_ONCE])
        body = {"status_filter": status, "owner_filter": {"userid_list": owners}, "limit": PAGE}
        async for one in rows(api, Page, LIST, body, _listed):
            yield one


def _listed(page: Page) -> list[Listed]:
    return page.group_chat_list
