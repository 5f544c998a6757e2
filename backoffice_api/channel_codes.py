"""Channel codes (渠道活码)."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, model_validator

from app.guides import queries
from app.guides.code_terms import CodeTerms
from app.guides.request_channel_code import request_channel_code
from app.guides.states import ChannelCodeStatus
from app.http.routes import Call


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


async def create_channel_code(call: Call) -> ChannelCode:
    return await _detail(await request_channel_code(call.body))


async def read_channel_code(_: Call, code_id: UUID) -> ChannelCode:
    return await _detail(code_id)


async def list_channel_codes(call: Call) -> ChannelCodes:
    limit: int = call.query.limit
    found = [_shown(one) for one in await queries.channel_codes_page(call.query.cursor, limit + 1)]
    return ChannelCodes(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def _detail(code_id: UUID) -> ChannelCode:
    return _shown(await queries.channel_code(code_id))


def _shown(code: queries.Code) -> ChannelCode:
    facts = {field.name: getattr(code, field.name) for field in fields(code) if field.name != "terms"}
    return ChannelCode(**code.terms.model_dump(), **facts)
