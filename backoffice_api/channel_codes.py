"""Channel codes (渠道活码)."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.guides import queries
from app.guides.request_channel_code import request_channel_code
from app.guides.states import ChannelCodeStatus
from app.http.bodies import Body
from app.http.routes import Call


class NewChannelCode(Body):
    """The welcome message is `welcome_text` and, if given, a card of the product."""

    name: str = Field(min_length=1, max_length=30)
    staff_id: UUID
    welcome_text: str = Field(min_length=1, max_length=1000)
    product_id: UUID | None = None


class ChannelCode(BaseModel):
    """`qr_code` is a picture's address, there once `status` is `live`."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    staff_id: UUID
    welcome_text: str
    product_id: UUID | None
    status: ChannelCodeStatus
    config_id: str | None
    qr_code: str | None
    failure: str | None
    created_at: datetime


class ChannelCodes(BaseModel):
    items: list[ChannelCode]
    next_cursor: UUID | None


async def create_channel_code(call: Call) -> ChannelCode:
    code: NewChannelCode = call.body
    code_id = await request_channel_code(code.name, code.staff_id, code.welcome_text, code.product_id)
    return await _detail(code_id)


async def read_channel_code(_: Call, code_id: UUID) -> ChannelCode:
    return await _detail(code_id)


async def list_channel_codes(call: Call) -> ChannelCodes:
    limit: int = call.query.limit
    found = [ChannelCode.model_validate(one) for one in await queries.channel_codes_page(call.query.cursor, limit + 1)]
    return ChannelCodes(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def _detail(code_id: UUID) -> ChannelCode:
    return ChannelCode.model_validate(await queries.channel_code(code_id))
