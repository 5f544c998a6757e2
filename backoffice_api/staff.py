"""Staff, as head office picks them."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.http.routes import Call
from app.staff.queries import staff_page


class StaffLine(BaseModel):
    """`userid` is the WeCom userid; `active` false: dismissed."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    userid: str
    name: str
    roles: frozenset[str]
    active: bool


class StaffLines(BaseModel):
    items: list[StaffLine]
    next_cursor: UUID | None


async def list_staff(call: Call) -> StaffLines:
    limit: int = call.query.limit
    found = [StaffLine.model_validate(one) for one in await staff_page(call.query.cursor, limit + 1)]
    return StaffLines(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)
