"""Packing and sending."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel, Field

from app.delivery.states import Fulfilment
from app.fulfilment import queries
from app.fulfilment.carriers import CARRIERS
from app.fulfilment.deliver import deliver
from app.fulfilment.queries import ParcelFilter
from app.fulfilment.ship import Shipment, correct, ship
from app.fulfilment.split import split
from app.fulfilment.states import ParcelStatus
from app.http.bodies import Body
from app.http.routes import Call, Route
from app.integrations.couriers import TrackState
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery

MOST_LINES = 60


class ParcelQuery(PageQuery):
    status: ParcelStatus | None = None
    kind: Fulfilment | None = None
    location_id: UUID | None = None
    track_state: TrackState | None = Field(None, description="承运方最近一次状态，如 trouble、returned")


class ParcelPieces(Body):
    order_line_id: UUID
    quantity: int = Field(ge=1, le=999, strict=True)


class Label(Body):
    """Express: `carrier` is a code of `/carriers`. Same-city: the store's own people or a flash partner by name."""

    carrier: str = Field(min_length=1, max_length=32)
    tracking_no: str = Field("", max_length=64)

    def shipment(self) -> Shipment:
        return Shipment(self.carrier, self.tracking_no)


class Sending(Label):
    """Without `pieces` the whole parcel is sent; with them only these, and the rest goes on waiting."""

    pieces: list[ParcelPieces] | None = Field(None, min_length=1, max_length=MOST_LINES)


class Splitting(Body):
    pieces: list[ParcelPieces] = Field(min_length=1, max_length=MOST_LINES)


class Delivery(Body):
    proof: str = Field(min_length=1, max_length=200, description="交给谁、放在哪里，或凭证照片地址")


class ParcelId(BaseModel):
    id: UUID


class CarrierLine(BaseModel):
    code: str
    name: str


class Carriers(BaseModel):
    items: list[CarrierLine]


async def list_parcels(call: Call) -> bytes:
    asked: ParcelQuery = call.query
    wanted = ParcelFilter(asked.status, asked.kind, asked.location_id, asked.track_state)
    return await queries.parcel_page(wanted, asked.cursor, asked.limit)


async def read_parcel(_: Call, parcel_id: UUID) -> bytes:
    return await queries.parcel_detail(parcel_id)


async def ship_parcel(call: Call, parcel_id: UUID) -> ParcelId:
    sending: Sending = call.body
    pieces = None if sending.pieces is None else _by_line(sending.pieces)
    return ParcelId(id=await ship(parcel_id, sending.shipment(), call.by, pieces))


async def split_parcel(call: Call, parcel_id: UUID) -> ParcelId:
    return ParcelId(id=await split(parcel_id, _by_line(call.body.pieces)))


async def correct_parcel(call: Call, parcel_id: UUID) -> None:
    await correct(parcel_id, call.body.shipment())


async def deliver_parcel(call: Call, parcel_id: UUID) -> None:
    await deliver(parcel_id, call.body.proof, call.by)


async def list_carriers(_: Call) -> Carriers:
    return Carriers(items=[CarrierLine(code=code, name=carrier.name) for code, carrier in CARRIERS.items()])


def _by_line(pieces: Sequence[ParcelPieces]) -> dict[UUID, int]:
    """Pieces of one line named twice are added up."""
    wanted: dict[UUID, int] = {}
    for piece in pieces:
        wanted[piece.order_line_id] = wanted.get(piece.order_line_id, 0) + piece.quantity
    return wanted


ONE = "/parcels/<parcel_id:uuid>"
ROUTES: list[Route] = [
    staff_route("GET", "/carriers", list_carriers, MERCHANDISERS, "快递公司列表", returns=Carriers),
    staff_route("GET", "/parcels", list_parcels, MERCHANDISERS, "包裹列表", query=ParcelQuery),
    staff_route("GET", ONE, read_parcel, MERCHANDISERS, "包裹详情与收件人"),
    staff_route("POST", f"{ONE}/ship", ship_parcel, MERCHANDISERS, "发货", body=Sending, returns=ParcelId),
    staff_route(
        "POST", f"{ONE}/split", split_parcel, MERCHANDISERS, "拆分包裹", body=Splitting, returns=ParcelId, status=201
    ),
    staff_route("POST", f"{ONE}/correction", correct_parcel, MERCHANDISERS, "更正运单号", body=Label, status=204),
    staff_route("POST", f"{ONE}/delivery", deliver_parcel, MERCHANDISERS, "确认送达", body=Delivery, status=204),
]
