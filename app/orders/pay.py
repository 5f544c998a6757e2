"""Pay an order: owe its total, then get the parameters for the member's phone."""

from uuid import UUID

from app.kernel import clock
from app.kernel.db import atomic, fetch_one
from app.orders import sql
from app.orders.errors import OrderAlreadyPaid, OrderNotFound, OrderOver
from app.orders.states import OrderStatus
from app.payments import start


async def pay(order_id: UUID, member_id: UUID, openid: str) -> dict[str, str]:
    """The parameters of `wx.requestPayment` for an unpaid order; may be asked again until it is paid or over.

    Raises OrderNotFound (also for someone else's), OrderAlreadyPaid, OrderOver, and what payments.start raises.
    """
    return await start.start(await _owe(order_id, member_id, openid))


@atomic
async def _owe(order_id: UUID, member_id: UUID, openid: str) -> UUID:
    order = await fetch_one(sql.LOCK, order_id, member_id)
    if order is None:
        raise OrderNotFound
    if order["status"] == OrderStatus.CANCELLED:
        raise OrderOver
    if order["status"] != OrderStatus.UNPAID:
        raise OrderAlreadyPaid
    if order["expires_at"] <= clock.now():
        raise OrderOver
    description = order["title"] if order["lines"] == 1 else f"{order['title'][:24]} 等 {order['lines']} 种商品"
    return await start.owe(order_id, member_id, openid, order["payable"], description, order["expires_at"])
