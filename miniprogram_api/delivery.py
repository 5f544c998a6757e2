"""When a store can bring things."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.delivery import queries
from app.http.bodies import Body
from app.http.routes import Call, Route


class SlotDay(Body):
    day: date = Field(description="北京时间日期")


class Slot(BaseModel):
    """`open`: an order may still take one of its places."""

    model_config = ConfigDict(from_attributes=True)

    starts_at: datetime
    ends_at: datetime
    open: bool


class Slots(BaseModel):
    items: list[Slot]


async def list_slots(call: Call, store_id: UUID) -> Slots:
    found = await queries.slots(store_id, call.query.day)
    return Slots(items=[Slot.model_validate(slot) for slot in found])


ROUTES: list[Route] = [
    Route(
        "GET",
        "/stores/<store_id:uuid>/delivery-slots",
        list_slots,
        query=SlotDay,
        returns=Slots,
        summary="门店的配送时段",
    ),
]
