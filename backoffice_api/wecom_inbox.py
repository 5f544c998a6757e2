"""WeCom callbacks that could not be processed: seen, and processed again once the cause is mended."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from backoffice_api.access import ADMINS, staff_route
from backoffice_api.pages import PageQuery
from wecom.inbox import dead

PATH = "/wecom-inbox/dead"
LONGEST_NAME = 64
MOST_AT_ONCE = 500


class DeadQuery(PageQuery):
    """`event` shows one kind only, as the platform names it."""

    event: str | None = Field(None, min_length=1, max_length=LONGEST_NAME)


class Replay(Body):
    """The first `limit` dead messages after `cursor`, of one kind or of all."""

    event: str | None = Field(None, min_length=1, max_length=LONGEST_NAME)
    cursor: UUID | None = None
    limit: int = Field(100, ge=1, le=MOST_AT_ONCE, strict=True)


class DeadLine(BaseModel):
    """`failure` is a code of ours with its facts, or the platform's word. What the message says stays in the inbox: it
    may name people."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    event: str
    change_type: str
    attempts: int
    failure: str | None
    received_at: datetime
    processed_at: datetime | None


class DeadLines(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[DeadLine]
    next_cursor: UUID | None


class Replayed(BaseModel):
    """How many wait to be processed again; go on with `next_cursor` until it is null."""

    model_config = ConfigDict(from_attributes=True)

    count: int
    next_cursor: UUID | None


async def list_dead(call: Call) -> DeadLines:
    asked: DeadQuery = call.query
    return DeadLines.model_validate(await dead.page(asked.event, asked.cursor, asked.limit))


async def replay_one(_: Call, message_id: UUID) -> None:
    await dead.reprocess(message_id)


async def replay_many(call: Call) -> Replayed:
    asked: Replay = call.body
    return Replayed.model_validate(await dead.reprocess_many(asked.event, asked.cursor, asked.limit))


ROUTES: list[Route] = [
    staff_route("GET", PATH, list_dead, ADMINS, "处理失败的企业微信回调", query=DeadQuery, returns=DeadLines),
    staff_route("POST", f"{PATH}/replay", replay_many, ADMINS, "批量重新处理回调", body=Replay, returns=Replayed),
    staff_route("POST", f"{PATH}/<message_id:uuid>/replay", replay_one, ADMINS, "重新处理一条回调", status=204),
]
