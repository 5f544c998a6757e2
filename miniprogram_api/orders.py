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
from app.orders.quote import quote
from app.orders.receive import confirm
from app.orders.states import OrderStatus
from miniprogram_api.callers import member_id, member_route
from miniprogram_api.wishes import NewOrder, Wish


class PlacedOrder(BaseModel):
    """`payable` fen of `total` are left for WeChat Pay; unpaid after `expires_at` the order is cancelled."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    number: str
    status: OrderStatus
    total: int
    payable: int
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


async def quote_wish(call: Call) -> bytes:
    return await quote(member_id(call), call.body.wanted())


async def place_order(call: Call) -> PlacedOrder:
    order: NewOrder = call.body
    placed = await place(member_id(call), order.wanted(), call.idempotency_key, order.expected_total)
    return PlacedOrder.model_validate(placed)


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


async def confirm_receipt(call: Call, order_id: UUID) -> None:
    await confirm(order_id, call.by)


ROUTES = [
    member_route("POST", "/quotes", quote_wish, "结算试算", body=Wish),
    member_route(
        "POST", "/orders", place_order, "下单", body=NewOrder, returns=PlacedOrder, status=201, idempotent=True
    ),
    member_route("GET", "/orders", list_orders, "我的订单", query=OrderPage),
    member_route("GET", "/orders/<order_id:uuid>", show_order, "订单详情"),
    member_route("POST", "/orders/<order_id:uuid>/payment", pay_order, "发起支付", returns=PayParams),
    member_route("POST", "/orders/<order_id:uuid>/cancel", cancel_order, "取消订单"),
    member_route("POST", "/orders/<order_id:uuid>/receive", confirm_receipt, "确认收货", status=204),
]
