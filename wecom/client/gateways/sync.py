"""What a sync reads, over WeCom."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from app.kernel.errors import PermanentFailure, TemporaryFailure
from app.sync.gateway import CursorGone, ListedCustomer, NotServed
from wecom.client import customers, groups
from wecom.client.corp import Corp

BAD_CURSOR = 50100
UNLICENSED = "该成员没有接口许可，其客户无法读取。请管理员在「企业微信后台 → 应用管理 → 接口许可」激活"


class SyncOverWeCom:
    """Pages of customers and groups."""

    def __init__(self, corp: Corp) -> None:
        self._corp = corp

    async def guides(self) -> list[str]:
        return await customers.follow_users(self._corp.contact)

    async def customers(self, userid: str, cursor: str) -> tuple[list[ListedCustomer], str]:
        try:
            with _cursor_told():
                page = await customers.followed_page(self._corp.contact, userid, cursor)
        except PermanentFailure as refused:
            raise NotServed(refused.reason, code=refused.code) from refused
        if userid in page.fail_info.unlicensed_userid_list:
            raise NotServed(UNLICENSED)
        return [_listed(one) for one in page.external_contact_list], page.next_cursor

    async def customer_ids(self, userid: str) -> list[str]:
        return await customers.customer_ids(self._corp.contact, userid)

    async def groups(self, cursor: str) -> tuple[list[str], str]:
        with _cursor_told():
            page = await groups.listed_page(self._corp.contact, cursor)
        return [one.chat_id for one in page.group_chat_list], page.next_cursor


def _listed(row: customers.Followed) -> ListedCustomer:
    who, how = row.external_contact, row.follow_info
    at = datetime.fromtimestamp(how.createtime, UTC)
    return ListedCustomer(who.external_userid, who.unionid, who.name, at, how.state, how.tag_id)


@contextmanager
def _cursor_told() -> Iterator[None]:
    try:
        yield
    except TemporaryFailure as refused:
        if refused.code == BAD_CURSOR:
            raise CursorGone(refused.reason, code=refused.code) from refused
        raise
