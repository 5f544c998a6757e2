"""Acquisition links (获客助手, pages 97297, 97298, 97375): an address that leads a customer to a member.

Each new customer costs one of the quota that the corp has bought.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from wecom.client.api import Api
from wecom.client.paging import rows
from wecom.client.wire import Nothing

NAME_CHARS = 30
LIST_PAGE, CUSTOMER_PAGE = 100, 1000
ROOT = "externalcontact/customer_acquisition"
OF_THE_CORP, OF_THE_LIST = 1, 2


class Link(msgspec.Struct):
    """`create_time` is a unix second."""

    link_id: str
    url: str
    link_name: str = ""
    create_time: int = 0
    skip_verify: bool = True
    mark_source: bool = True


class Range(msgspec.Struct):
    """Who gets the customers: members, and whole departments."""

    user_list: list[str] = []
    department_list: list[int] = []


class Priority(msgspec.Struct):
    """Who gets a customer that a member knows already: any such member (1), or one of this list (2)."""

    priority_type: int = OF_THE_CORP
    priority_userid_list: list[str] = []


class Details(msgspec.Struct):
    link: Link
    range: Range = msgspec.field(default_factory=Range)
    priority_option: Priority = msgspec.field(default_factory=Priority)


class Made(msgspec.Struct):
    link: Link


class LinkPage(msgspec.Struct):
    link_id_list: list[str] = []
    next_cursor: str = ""


class Won(msgspec.Struct):
    """`chat_status` 1 once the customer has written; `state` is the channel of the address that was followed."""

    external_userid: str
    userid: str
    chat_status: int = 0
    state: str = ""


class WonPage(msgspec.Struct):
    customer_list: list[Won] = []
    next_cursor: str = ""


class Quota(msgspec.Struct):
    total: int
    balance: int


class Statistic(msgspec.Struct):
    click_link_customer_cnt: int = 0
    new_customer_cnt: int = 0


async def create(
    api: Api, name: str, userids: Sequence[str], *, departments: Sequence[int] = (), skip_verify: bool = True
) -> Link:
    """Make a link to these members, at most 500. Each call makes another one. QuotaExceeded 41095 at the limit."""
    return (await api.act(Made, f"{ROOT}/create_link", _body(name, userids, departments, skip_verify))).link


async def update(
    api: Api,
    link_id: str,
    name: str,
    userids: Sequence[str],
    *,
    departments: Sequence[int] = (),
    skip_verify: bool = True,
) -> None:
    """Another name and other members; the address and who came by it stay. Repeatable."""
    body = {"link_id": link_id} | _body(name, userids, departments, skip_verify)
    await api.act(Nothing, f"{ROOT}/update_link", body, repeatable=True)


async def delete(api: Api, link_id: str) -> None:
    """The address leads nowhere from now on."""
    await api.act(Nothing, f"{ROOT}/delete_link", {"link_id": link_id})


async def get(api: Api, link_id: str) -> Details:
    return await api.read(Details, f"{ROOT}/get", {"link_id": link_id})


def link_ids(api: Api) -> AsyncIterator[str]:
    """All links that this application made."""
    return rows(api, LinkPage, f"{ROOT}/list_link", {"limit": LIST_PAGE}, lambda page: page.link_id_list)


def won_by(api: Api, link_id: str) -> AsyncIterator[Won]:
    """Who came by a link."""
    body = {"link_id": link_id, "limit": CUSTOMER_PAGE}
    return rows(api, WonPage, f"{ROOT}/customer", body, lambda page: page.customer_list)


async def quota(api: Api) -> Quota:
    """What was bought, and what is left."""
    return await api.get(Quota, f"{ROOT}_quota")


async def statistic(api: Api, link_id: str, start: int, end: int) -> Statistic:
    """How many opened a link and how many were new, between two unix seconds at most 30 days apart."""
    return await api.read(Statistic, f"{ROOT}/statistic", {"link_id": link_id, "start_time": start, "end_time": end})


def of_channel(url: str, channel: str) -> str:
    """The link's address for one channel, which comes back as `state` with each customer."""
    return f"{url}?customer_channel={quote(channel, safe='')}"


def inside_miniprogram(url: str) -> str:
    """The address by which a mini-program or an app opens a link, with or without a channel."""
    return f"weixin://biz/ww/profile/{quote(url, safe='')}"


def _body(name: str, userids: Sequence[str], departments: Sequence[int], skip_verify: bool) -> dict[str, Any]:
    return {
        "link_name": name[:NAME_CHARS],
        "range": {"user_list": list(userids), "department_list": list(departments)},
        "skip_verify": skip_verify,
    }
