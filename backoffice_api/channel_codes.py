"""Channel codes (渠道活码)."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator

from app.acquisition import queries
from app.acquisition.code_terms import CodeTerms
from app.acquisition.edit_channel_code import edit_channel_code
from app.acquisition.end_channel_code import delete_channel_code, disable_channel_code, enable_channel_code
from app.acquisition.orphans import remove_orphan, report
from app.acquisition.request_channel_code import request_channel_code
from app.acquisition.states import ChannelCodeStatus, DifferenceKind
from app.http.routes import Call, Route
from backoffice_api.access import ADMINS, MANAGERS, staff_route
from backoffice_api.pages import PageQuery


class NewChannelCode(CodeTerms):
    """Its rules, or `staff_id` instead of `guides` for one guide who is always on duty."""

    @model_validator(mode="before")
    @classmethod
    def _one_guide(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "staff_id" not in given:
            return given
        if "guides" in given:
            raise ValueError("staff_id 与 guides 只能填写一个")
        rest = {name: value for name, value in given.items() if name != "staff_id"}
        return {**rest, "guides": [{"staff_id": given["staff_id"]}]}


class ChannelCode(CodeTerms):
    """`qr_code` is a picture's address, there once `status` is `live`. `on_duty`: the userids WeCom leads friends to,
    null while that is not known. `failure` says in Chinese what a person must mend.
    """

    id: UUID
    state: str
    on_duty: list[str] | None
    status: ChannelCodeStatus
    config_id: str | None
    qr_code: str | None
    failure: str | None
    created_at: datetime


class ChannelCodes(BaseModel):
    items: list[ChannelCode]
    next_cursor: UUID | None


class Difference(BaseModel):
    """`gone`: our way is not at WeCom any more. `orphan`, `duplicate`: a way there with a state of ours, unknown here
    or beside the code's own.
    """

    model_config = ConfigDict(from_attributes=True)

    config_id: str
    kind: DifferenceKind
    channel_code_id: UUID | None
    state: str
    found_at: datetime


class Report(BaseModel):
    """The latest nightly comparison with WeCom; `day` is null before the first."""

    model_config = ConfigDict(from_attributes=True)

    day: str | None
    ways: int
    differences: list[Difference]


async def create_channel_code(call: Call) -> ChannelCode:
    return await _detail(await request_channel_code(call.body))


async def read_channel_code(_: Call, code_id: UUID) -> ChannelCode:
    return await _detail(code_id)


async def list_channel_codes(call: Call) -> ChannelCodes:
    limit: int = call.query.limit
    found = [_shown(one) for one in await queries.channel_codes_page(call.query.cursor, limit + 1)]
    return ChannelCodes(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def edit(call: Call, code_id: UUID) -> ChannelCode:
    await edit_channel_code(code_id, call.body)
    return await _detail(code_id)


async def disable(_: Call, code_id: UUID) -> ChannelCode:
    await disable_channel_code(code_id)
    return await _detail(code_id)


async def enable(_: Call, code_id: UUID) -> ChannelCode:
    await enable_channel_code(code_id)
    return await _detail(code_id)


async def delete(_: Call, code_id: UUID) -> None:
    await delete_channel_code(code_id)


async def differences(_: Call) -> Report:
    return Report.model_validate(await report())


async def remove_difference(_: Call, config_id: str) -> None:
    await remove_orphan(config_id)


async def _detail(code_id: UUID) -> ChannelCode:
    return _shown(await queries.channel_code(code_id))


def _shown(code: queries.Code) -> ChannelCode:
    facts = {field.name: getattr(code, field.name) for field in fields(code) if field.name != "terms"}
    return ChannelCode(**code.terms.model_dump(), **facts)


ONE = "/channel-codes/<code_id:uuid>"
ROUTES: list[Route] = [
    staff_route(
        "POST",
        "/channel-codes",
        create_channel_code,
        MANAGERS,
        "新建渠道活码",
        body=NewChannelCode,
        returns=ChannelCode,
        status=201,
    ),
    staff_route(
        "GET", "/channel-codes", list_channel_codes, MANAGERS, "渠道活码列表", query=PageQuery, returns=ChannelCodes
    ),
    staff_route("GET", "/channel-codes/differences", differences, MANAGERS, "渠道活码对账差异", returns=Report),
    staff_route(
        "DELETE",
        "/channel-codes/differences/<config_id:str>",
        remove_difference,
        ADMINS,
        "删除企业微信中多余的二维码",
        status=204,
    ),
    staff_route("GET", ONE, read_channel_code, MANAGERS, "渠道活码详情", returns=ChannelCode),
    staff_route("PUT", ONE, edit, MANAGERS, "修改渠道活码", body=NewChannelCode, returns=ChannelCode),
    staff_route("POST", f"{ONE}/disable", disable, MANAGERS, "停用渠道活码", returns=ChannelCode),
    staff_route("POST", f"{ONE}/enable", enable, MANAGERS, "启用渠道活码", returns=ChannelCode),
    staff_route("DELETE", ONE, delete, MANAGERS, "删除渠道活码", status=204),
]
