"""Stock: places, what they have, what came in, what was counted, what is kept back, and how it moved."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.inventory import queries
from app.inventory.count import count
from app.inventory.open_location import edit_location, open_location
from app.inventory.receive import Receipt, receive
from app.inventory.set_safety import set_safety
from app.inventory.states import LocationKind
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery

MOST_PIECES = 1_000_000
Pieces = Annotated[int, Field(strict=True, ge=0, le=MOST_PIECES)]


class LocationEdit(Body):
    name: str = Field(min_length=1, max_length=64)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    active: bool = True

    @model_validator(mode="after")
    def _is_somewhere_or_nowhere(self) -> "LocationEdit":
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("经度与纬度须同时填写")
        return self


class NewLocation(LocationEdit):
    """A warehouse or a supplier. A store's location comes with the store."""

    code: str = Field(min_length=1, max_length=32)
    kind: LocationKind

    @model_validator(mode="after")
    def _is_no_store(self) -> "NewLocation":
        if self.kind is LocationKind.STORE:
            raise ValueError("门店的库存地点随门店自动建立")
        return self


class LocationId(BaseModel):
    id: UUID


class DeliveryLine(Body):
    sku_id: UUID
    quantity: Annotated[int, Field(strict=True, ge=1, le=MOST_PIECES)]


class Delivery(Body):
    """`number` is the delivery note's; one SKU of one delivery counts once. Without a location: the default warehouse.

    A SKU that stands on several lines is one line of their sum.
    """

    number: str = Field(min_length=1, max_length=64)
    location_id: UUID | None = None
    lines: list[DeliveryLine] = Field(min_length=1, max_length=500)


class Counted(Body):
    """`number` is the count sheet's; a SKU on it counts once."""

    number: str = Field(min_length=1, max_length=64)
    location_id: UUID
    counted: dict[UUID, Pieces] = Field(min_length=1, max_length=500)


class CountLine(BaseModel):
    sku_id: UUID
    on_hand: int
    counted: int


class CountResult(BaseModel):
    """What the books had said; SKUs that this sheet counted before are left out."""

    lines: list[CountLine]


class Safety(Body):
    location_id: UUID
    pieces: dict[UUID, Pieces] = Field(min_length=1, max_length=500)


class MovementQuery(PageQuery):
    location_id: UUID | None = None


async def list_locations(call: Call) -> bytes:
    return await queries.locations(call.query.cursor, call.query.limit)


async def create_location(call: Call) -> LocationId:
    new: NewLocation = call.body
    opened = await open_location(new.code, new.name, new.kind, latitude=new.latitude, longitude=new.longitude)
    return LocationId(id=opened)


async def update_location(call: Call, location_id: UUID) -> None:
    new: LocationEdit = call.body
    await edit_location(location_id, new.name, new.latitude, new.longitude, new.active)


async def list_stock(call: Call, location_id: UUID) -> bytes:
    return await queries.stock_at(location_id, call.query.cursor, call.query.limit)


async def list_movements(call: Call, sku_id: UUID) -> bytes:
    return await queries.movements_of(sku_id, call.query.location_id, call.query.cursor, call.query.limit)


async def receive_delivery(call: Call) -> None:
    delivery: Delivery = call.body
    pieces: dict[UUID, int] = {}
    for line in delivery.lines:
        pieces[line.sku_id] = pieces.get(line.sku_id, 0) + line.quantity
    receipts = [Receipt(sku_id, each, f"receipt:{delivery.number}:{sku_id}") for sku_id, each in pieces.items()]
    await receive(delivery.location_id or await queries.default_location(), receipts)


async def count_stock(call: Call) -> CountResult:
    sheet: Counted = call.body
    found = await count(sheet.number, sheet.location_id, sheet.counted)
    return CountResult(lines=[CountLine(sku_id=one.sku_id, on_hand=one.on_hand, counted=one.counted) for one in found])


async def keep_safety(call: Call) -> None:
    await set_safety(call.body.location_id, call.body.pieces)


ROUTES: list[Route] = [
    staff_route("GET", "/stock/locations", list_locations, MERCHANDISERS, "库存地点列表", query=PageQuery),
    staff_route(
        "POST",
        "/stock/locations",
        create_location,
        MERCHANDISERS,
        "新建仓库或供应商",
        body=NewLocation,
        returns=LocationId,
        status=201,
    ),
    staff_route(
        "PUT",
        "/stock/locations/<location_id:uuid>",
        update_location,
        MERCHANDISERS,
        "修改库存地点",
        body=LocationEdit,
        status=204,
    ),
    staff_route(
        "GET", "/stock/locations/<location_id:uuid>/stock", list_stock, MERCHANDISERS, "地点库存", query=PageQuery
    ),
    staff_route(
        "GET", "/stock/skus/<sku_id:uuid>/movements", list_movements, MERCHANDISERS, "库存流水", query=MovementQuery
    ),
    staff_route("POST", "/stock/receipts", receive_delivery, MERCHANDISERS, "入库", body=Delivery, status=204),
    staff_route("POST", "/stock/counts", count_stock, MERCHANDISERS, "盘点", body=Counted, returns=CountResult),
    staff_route("PUT", "/stock/safety", keep_safety, MERCHANDISERS, "设置安全库存", body=Safety, status=204),
]
