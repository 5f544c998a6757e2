"""Sources of orders (订单来源): places our links stand in."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call
from app.radar import sources
from app.radar.states import EntranceKind
from backoffice_api.access import MANAGERS, staff_route
from backoffice_api.pages import PageQuery


class NewSource(Body):
    """`store_id` and `chat_id` get credit for orders that came by it."""

    kind: EntranceKind
    name: str = Field(min_length=1, max_length=64)
    store_id: UUID | None = None
    chat_id: str | None = Field(None, min_length=1, max_length=64)


class EntranceSource(BaseModel):
    """`token` is the `s` parameter of links that stand there."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: EntranceKind
    name: str
    store_id: UUID | None
    chat_id: str | None
    token: str
    created_at: datetime


class EntranceSources(BaseModel):
    items: list[EntranceSource]
    next_cursor: UUID | None


async def create_source(call: Call) -> EntranceSource:
    new: NewSource = call.body
    return EntranceSource.model_validate(await sources.create(new.kind, new.name, new.store_id, new.chat_id))


async def list_sources(call: Call) -> EntranceSources:
    found = await sources.page(call.query.cursor, call.query.limit)
    cursor = found[-1].id if len(found) == call.query.limit else None
    return EntranceSources(items=[EntranceSource.model_validate(one) for one in found], next_cursor=cursor)


ROUTES = [
    staff_route(
        "POST",
        "/entrance-sources",
        create_source,
        MANAGERS,
        "新建订单来源",
        body=NewSource,
        returns=EntranceSource,
        status=201,
    ),
    staff_route(
        "GET", "/entrance-sources", list_sources, MANAGERS, "订单来源列表", query=PageQuery, returns=EntranceSources
    ),
]
