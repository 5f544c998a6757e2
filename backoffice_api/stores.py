"""Stores: where they are, when they are open, what they offer."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from app.http.bodies import Body
from app.http.moments import Day
from app.http.routes import Call, Route
from app.inventory.open_store import open_store
from app.stores import holidays, queries
from app.stores.edit import StoreCard, edit
from app.stores.states import StoreOffer
from backoffice_api.access import ADMINS, MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery

Span = Annotated[list[str], Field(min_length=2, max_length=2)]
Spans = Annotated[list[Span], Field(max_length=6)]
REGION = r"^(\d{6})?$"


class StoreEdit(Body):
    """`hours`: weekday "1" (Monday) to "7" → spans of ["HH:MM", "HH:MM"], Shanghai time. Coordinates are GCJ-02."""

    name: str = Field(min_length=1, max_length=64)
    region_code: str = Field("", pattern=REGION)
    address: str = Field("", max_length=200)
    phone: str = Field("", max_length=32)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    hours: dict[str, Spans] = Field(default_factory=dict, max_length=7)
    services: list[StoreOffer] = Field(default_factory=list, max_length=len(StoreOffer))
    delivery_radius_m: int = Field(0, ge=0, le=50_000)
    active: bool = True

    @model_validator(mode="after")
    def _is_somewhere_or_nowhere(self) -> "StoreEdit":
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("经度与纬度须同时填写")
        return self

    def card(self) -> StoreCard:
        return StoreCard(**self.model_dump(include=set(StoreEdit.model_fields)))


class NewStore(StoreEdit):
    code: str = Field(min_length=1, max_length=32)


class StoreId(BaseModel):
    id: UUID


class Holiday(Body):
    """The hours of one day instead of the usual ones; none means closed."""

    day: Day
    hours: Spans = Field(default_factory=list)
    note: str = Field("", max_length=64)


async def create_store(call: Call) -> StoreId:
    new: NewStore = call.body
    return StoreId(id=await open_store(new.code, new.card()))


async def list_stores(call: Call) -> bytes:
    return await queries.store_list(call.query.cursor, call.query.limit)


async def read_store(_: Call, store_id: UUID) -> bytes:
    return await queries.detail(store_id, also_closed=True)


async def edit_store(call: Call, store_id: UUID) -> None:
    await edit(store_id, call.body.card())


async def keep_holiday(call: Call, store_id: UUID) -> None:
    day: Holiday = call.body
    await holidays.keep_holiday(store_id, day.day, day.hours, day.note)


async def drop_holiday(_: Call, store_id: UUID, day: date) -> None:
    await holidays.drop_holiday(store_id, day)


ROUTES: list[Route] = [
    staff_route("POST", "/stores", create_store, ADMINS, "新建门店", body=NewStore, returns=StoreId, status=201),
    staff_route("GET", "/stores", list_stores, MERCHANDISERS, "门店列表", query=PageQuery),
    staff_route("GET", "/stores/<store_id:uuid>", read_store, MERCHANDISERS, "门店详情"),
    staff_route("PUT", "/stores/<store_id:uuid>", edit_store, ADMINS, "修改门店", body=StoreEdit, status=204),
    staff_route(
        "POST", "/stores/<store_id:uuid>/holidays", keep_holiday, ADMINS, "设置节假日营业时间", body=Holiday, status=204
    ),
    staff_route(
        "DELETE", "/stores/<store_id:uuid>/holidays/<day:ymd>", drop_holiday, ADMINS, "取消节假日营业时间", status=204
    ),
]
