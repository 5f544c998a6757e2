"""Customer groups (客户群)."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.guides import queries
from app.http.bodies import Body
from app.http.routes import Call


class GroupQuery(Body):
    cursor: str = Field("", max_length=64)
    limit: int = Field(20, ge=1, le=100)


class Group(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    chat_id: str
    name: str
    owner_userid: str
    created_at: datetime


class Groups(BaseModel):
    items: list[Group]
    next_cursor: str | None


async def list_groups(call: Call) -> Groups:
    limit: int = call.query.limit
    found = [Group.model_validate(one) for one in await queries.groups_page(call.query.cursor, limit + 1)]
    return Groups(items=found[:limit], next_cursor=found[limit - 1].chat_id if len(found) > limit else None)
