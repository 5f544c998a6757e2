"""Stock on its way from one place to another."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.inventory import queries, transfer
from app.inventory.states import TransferStatus
from backoffice_api.access import MERCHANDISERS, staff_route
from backoffice_api.pages import PageQuery
from backoffice_api.stock import MOST_PIECES, Pieces

Sent = Annotated[int, Field(strict=True, ge=1, le=MOST_PIECES)]


class NewTransfer(Body):
    """The same number with the same content is the same transfer."""

    number: str = Field(min_length=1, max_length=32)
    from_location_id: UUID
    to_location_id: UUID
    pieces: dict[UUID, Sent] = Field(min_length=1, max_length=500)


class TransferId(BaseModel):
    id: UUID


class Arrival(Body):
    """What arrived; left out: everything that was sent. What is missing stays on the transfer's lines."""

    received: dict[UUID, Pieces] | None = Field(None, max_length=500)


class TransferQuery(PageQuery):
    status: TransferStatus | None = None


async def send_transfer(call: Call) -> TransferId:
    new: NewTransfer = call.body
    return TransferId(id=await transfer.send(new.number, new.from_location_id, new.to_location_id, new.pieces))


async def list_transfers(call: Call) -> bytes:
    return await queries.transfers(call.query.status, call.query.cursor, call.query.limit)


async def receive_transfer(call: Call, transfer_id: UUID) -> None:
    await transfer.arrive(transfer_id, call.body.received)


async def cancel_transfer(_: Call, transfer_id: UUID) -> None:
    await transfer.cancel(transfer_id)


ROUTES: list[Route] = [
    staff_route(
        "POST",
        "/stock/transfers",
        send_transfer,
        MERCHANDISERS,
        "调拨出库",
        body=NewTransfer,
        returns=TransferId,
        status=201,
    ),
    staff_route("GET", "/stock/transfers", list_transfers, MERCHANDISERS, "调拨单列表", query=TransferQuery),
    staff_route(
        "POST",
        "/stock/transfers/<transfer_id:uuid>/arrival",
        receive_transfer,
        MERCHANDISERS,
        "调拨收货",
        body=Arrival,
        status=204,
    ),
    staff_route(
        "POST", "/stock/transfers/<transfer_id:uuid>/cancel", cancel_transfer, MERCHANDISERS, "取消调拨", status=204
    ),
]
