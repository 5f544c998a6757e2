"""The member's own orders. Prices are never taken from here."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call
from app.http.sessions import SessionInvalid
from app.orders import queries
from app.orders.cancel import cancel
from app.orders.pay import pay
from app.orders.place import place
from app.orders.states import OrderStatus
from miniprogram_api.callers import member_id
from miniprogram_api.pieces import Pieces


class OrderLine(Pieces):
    sku_id: UUID


class NewOrder(Body):
    lines: list[OrderLine] = Field(min_length=1, max_length=50)


class PlacedOrder(BaseModel):
    """`total` in fen; unpaid after `expires_at` the order is cancelled."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    number: str
    status: OrderStatus
    total: int
    expires_at: datetime


class PayParams(BaseModel):
    """The arguments of `wx.requestPayment`, as they are."""

    timeStamp: str
    nonceStr: str
    package: str
    signType: str
    paySign: str


class OrderPage(Body):
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=100)


async def place_order(call: Call) -> PlacedOrder:
    wanted = [(line.sku_id, line.quantity) for line in call.body.lines]
    return PlacedOrder.model_validate(await place(member_id(call), wanted, call.idempotency_key))


async def list_orders(call: Call) -> bytes:
    return await queries.order_list(member_id(call), call.query.cursor, call.query.limit)


async def show_order(call: Call, order_id: UUID) -> bytes:
    return await queries.detail(order_id, member_id(call))


async def pay_order(call: Call, order_id: UUID) -> PayParams:
    if call.session is None or call.session.openid is None:
        raise SessionInvalid
    return PayParams(**await pay(order_id, member_id(call), call.session.openid))


async def cancel_order(call: Call, order_id: UUID) -> bytes:
    await cancel(order_id, call.by)
    return await queries.detail(order_id, member_id(call))
