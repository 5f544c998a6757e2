"""Customers, that is external contacts, and who of us follows them (pages 92571, 92113, 92114, 92994)."""

from collections.abc import AsyncIterator, Sequence

import msgspec

from app.kernel.errors import PermanentFailure
from wecom.client.api import Api
from wecom.client.paging import rows

MEMBERS_AT_ONCE = 100
PAGE = 100
NO_CUSTOMERS = 84061
CORP_TAG = 1
# A customer of more members than these pages hold is beyond any store; what is read is kept.
MOST_FOLLOWER_PAGES = 20
BY_USER = "externalcontact/batch/get_by_user"


class Contact(msgspec.Struct):
    """`unionid` is there for WeChat users once the corp is bound to the developer account.

    `type` 1 a WeChat user, 2 a WeCom user, who then has a `corp_name`. `gender` 0 unknown, 1 male, 2 female.
    """

    external_userid: str
    name: str = ""
    unionid: str = ""
    avatar: str = ""
    type: int = 1
    gender: int = 0
    corp_name: str = ""


class Found(msgspec.Struct):
    external_contact: Contact


class Follow(msgspec.Struct):
    """What one member notes of a customer. `createtime` is a unix second, `add_way` the platform's number for how.

    `tag_id` names tags of the corp; `state` is that of the code or link by which the customer came.
    """

    userid: str
    createtime: int
    remark: str = ""
    description: str = ""
    tag_id: list[str] = []
    remark_corp_name: str = ""
    remark_mobiles: list[str] = []
    oper_userid: str = ""
    add_way: int = 0
    state: str = ""


class Followed(msgspec.Struct):
    """One customer of one member."""

    external_contact: Contact
    follow_info: Follow


class Unserved(msgspec.Struct):
    unlicensed_userid_list: list[str] = []


class FollowedPage(msgspec.Struct):
    """`fail_info` names members without a licence, whose customers are left out."""

    external_contact_list: list[Followed] = []
    next_cursor: str = ""
    fail_info: Unserved = msgspec.field(default_factory=Unserved)


class FollowerTag(msgspec.Struct):
    """`type` 1: a tag of the corp, 2 the member's own, which has no id that means anything, 3 of a strategy group."""

    tag_id: str = ""
    type: int = CORP_TAG


class Follower(msgspec.Struct):
    """One member's notes of a customer, as that customer's details show them."""

    userid: str
    createtime: int
    remark: str = ""
    description: str = ""
    tags: list[FollowerTag] = []
    add_way: int = 0
    state: str = ""

    @property
    def corp_tags(self) -> frozenset[str]:
        return frozenset(tag.tag_id for tag in self.tags if tag.type == CORP_TAG and tag.tag_id)


class Details(msgspec.Struct):
    """A page of a customer's followers, 500 of them (page 92114)."""

    external_contact: Contact
    follow_user: list[Follower] = []
    next_cursor: str = ""


class Followers(msgspec.Struct):
    follow_user: list[str] = []


class Listed(msgspec.Struct):
    external_userid: list[str] = []


async def customer(api: Api, external_userid: str) -> Contact:
    """Who a customer is. PermanentFailure 84061 when nobody of us has this customer (any more)."""
    return (await api.get(Found, "externalcontact/get", external_userid=external_userid)).external_contact


async def details(api: Api, external_userid: str) -> tuple[Contact, list[Follower]]:
    """Who a customer is and what each member notes. PermanentFailure 84061 as in `customer`."""
    query = {"external_userid": external_userid}
    page = await api.get(Details, "externalcontact/get", **query)
    followers = list(page.follow_user)
    for _ in range(MOST_FOLLOWER_PAGES - 1):
        if not page.next_cursor:
            break
        page = await api.get(Details, "externalcontact/get", **query, cursor=page.next_cursor)
        followers += page.follow_user
    return page.external_contact, followers


async def follow_users(api: Api) -> list[str]:
    """The userids of the members who may have customers."""
    return (await api.get(Followers, "externalcontact/get_follow_user_list")).follow_user


async def customer_ids(api: Api, userid: str) -> list[str]:
    """The external_userids of a member's customers; none is an empty list, though the platform calls it 84061."""
    try:
        return (await api.get(Listed, "externalcontact/list", userid=userid)).external_userid
    except PermanentFailure as refused:
        if refused.code != NO_CUSTOMERS:
            raise
        return []


async def followed_page(api: Api, userid: str, cursor: str) -> FollowedPage:
    """At most a hundred customers of one member, after the cursor ("" for the first)."""
    body = {"userid_list": [userid], "limit": PAGE} | ({"cursor": cursor} if cursor else {})
    return await api.read(FollowedPage, BY_USER, body)


async def followed_by(api: Api, userids: Sequence[str]) -> AsyncIterator[Followed]:
    """The customers of these members with what each member notes, a hundred members and a hundred rows a call.

    A customer of several members comes once for each of them. Raises what `paging.rows` raises.
    """
    for start in range(0, len(userids), MEMBERS_AT_ONCE):
        body = {"userid_list": list(userids[start : start + MEMBERS_AT_ONCE]), "limit": PAGE}
        async for one in rows(api, FollowedPage, BY_USER, body, lambda page: page.external_contact_list):
            yield one
