"""Group codes (群活码)."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.acquisition import code_queries as queries
from app.acquisition.edit_group_code import edit_group_code, request_group_code
from app.acquisition.end_at_wecom import delete, make_again
from app.acquisition.errors import GroupCodeNotFound
from app.acquisition.group_code_terms import GroupCodeTerms
from app.acquisition.group_code_way import WAY
from app.acquisition.states import Standing
from app.analytics import group_codes as statistics
from app.http.routes import Call, Route
from backoffice_api.access import MANAGERS, staff_route
from backoffice_api.channel_code_statistics import Period
from backoffice_api.pages import PageQuery


class GroupCode(GroupCodeTerms):
    """`qr_code` is a picture's address, there once `status` is `live`. `groups_now`: the groups behind it at WeCom,
    with those it opened by itself. `failure` says in Chinese what a person must mend.
    """

    id: UUID
    groups_now: list[str]
    status: Standing
    qr_code: str | None
    failure: str | None
    created_at: datetime


class GroupCodes(BaseModel):
    items: list[GroupCode]
    next_cursor: UUID | None


class Statistics(BaseModel):
    """People, each once: joined by the code, inside still, members, and first orders since they joined."""

    model_config = ConfigDict(from_attributes=True)

    code_id: UUID
    name: str
    joined: int
    inside: int
    members: int
    first_orders: int


async def create(call: Call) -> GroupCode:
    return await _detail(await request_group_code(call.body))


async def read(_: Call, code_id: UUID) -> GroupCode:
    return await _detail(code_id)


async def page(call: Call) -> GroupCodes:
    limit: int = call.query.limit
    found = [_shown(one) for one in await queries.group_codes_page(call.query.cursor, limit + 1)]
    return GroupCodes(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def edit(call: Call, code_id: UUID) -> GroupCode:
    await edit_group_code(code_id, call.body)
    return await _detail(code_id)


async def enable(_: Call, code_id: UUID) -> GroupCode:
    await make_again(WAY, code_id, GroupCodeNotFound)
    return await _detail(code_id)


async def remove(_: Call, code_id: UUID) -> None:
    await delete(WAY, code_id, GroupCodeNotFound)


async def read_statistics(call: Call, code_id: UUID) -> Statistics:
    found = await statistics.group_code_statistics(code_id, call.query.since, call.query.until)
    return Statistics.model_validate(found)


async def _detail(code_id: UUID) -> GroupCode:
    return _shown(await queries.group_code(code_id))


def _shown(code: queries.OfGroups) -> GroupCode:
    return GroupCode(
        **code.terms.model_dump(),
        id=code.id,
        groups_now=code.groups_now,
        status=code.status,
        qr_code=code.qr_code,
        failure=code.failure,
        created_at=code.created_at,
    )


ALL, ONE = "/group-codes", "/group-codes/<code_id:uuid>"
ROUTES: list[Route] = [
    staff_route("POST", ALL, create, MANAGERS, "新建群活码", body=GroupCodeTerms, returns=GroupCode, status=201),
    staff_route("GET", ALL, page, MANAGERS, "群活码列表", query=PageQuery, returns=GroupCodes),
    staff_route("GET", ONE, read, MANAGERS, "群活码详情", returns=GroupCode),
    staff_route("PUT", ONE, edit, MANAGERS, "修改群活码", body=GroupCodeTerms, returns=GroupCode),
    staff_route("POST", f"{ONE}/enable", enable, MANAGERS, "重新生成失败或失效的群活码", returns=GroupCode),
    staff_route("DELETE", ONE, remove, MANAGERS, "删除群活码", status=204),
    staff_route("GET", f"{ONE}/statistics", read_statistics, MANAGERS, "群活码统计", query=Period, returns=Statistics),
]
