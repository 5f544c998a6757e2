"""The member's own after-sales."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.aftersale import decide, queries
from app.aftersale.request import Asked, request
from app.aftersale.states import AfterSaleKind, AfterSaleStatus, Reason
from app.http.bodies import Body
from app.http.routes import Call
from miniprogram_api.callers import member_id, member_route
from miniprogram_api.pieces import Pieces

Picture = Annotated[str, Field(pattern=r"^https://", max_length=512)]


class PiecesOfLine(Pieces):
    order_line_id: UUID


class NewAfterSale(Body):
    """How much goes back is never part of it: that follows from the order."""

    kind: AfterSaleKind
    reason: Reason
    lines: list[PiecesOfLine] = Field(min_length=1, max_length=100)
    note: str = Field("", max_length=500)
    pictures: list[Picture] = Field(default_factory=list, max_length=9)

    def asked(self) -> Asked:
        pieces: dict[UUID, int] = {}
        for line in self.lines:
            pieces[line.order_line_id] = pieces.get(line.order_line_id, 0) + line.quantity
        return Asked(self.kind, pieces, self.reason, self.note, tuple(self.pictures))


class Opened(BaseModel):
    id: UUID


class ReturnParcel(Body):
    carrier: str = Field(min_length=1, max_length=32)
    tracking_no: str = Field(pattern=r"^[0-9A-Za-z-]{5,64}$")


class AfterSaleQuery(Body):
    status: AfterSaleStatus | None = None
    order_id: UUID | None = None
    cursor: UUID | None = None
    limit: int = Field(20, ge=1, le=100)


async def open_after_sale(call: Call, order_id: UUID) -> Opened:
    return Opened(id=await request(order_id, call.by, call.body.asked(), call.idempotency_key))


async def list_after_sales(call: Call) -> bytes:
    asked = call.query
    return await queries.page(member_id(call), asked.status, asked.order_id, asked.cursor, asked.limit)


async def show_after_sale(call: Call, after_sale_id: UUID) -> bytes:
    return await queries.detail(after_sale_id, member_id(call))


async def withdraw_after_sale(call: Call, after_sale_id: UUID) -> bytes:
    await decide.withdraw(after_sale_id, call.by)
    return await queries.detail(after_sale_id, member_id(call))


async def send_goods_back(call: Call, after_sale_id: UUID) -> bytes:
    await decide.send_back(after_sale_id, call.by, call.body.carrier, call.body.tracking_no)
    return await queries.detail(after_sale_id, member_id(call))


ONE = "/after-sales/<after_sale_id:uuid>"
ROUTES = [
    member_route(
        "POST",
        "/orders/<order_id:uuid>/after-sales",
        open_after_sale,
        "申请售后",
        body=NewAfterSale,
        returns=Opened,
        status=201,
        idempotent=True,
    ),
    member_route("GET", "/after-sales", list_after_sales, "我的售后", query=AfterSaleQuery),
    member_route("GET", ONE, show_after_sale, "售后详情"),
    member_route("POST", f"{ONE}/withdraw", withdraw_after_sale, "撤销售后"),
    member_route("POST", f"{ONE}/return-parcel", send_goods_back, "填写退货物流", body=ReturnParcel),
]
