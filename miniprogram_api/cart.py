"""The member's cart."""

from uuid import UUID

from app.http.routes import Call
from app.orders import cart
from miniprogram_api.callers import member_id
from miniprogram_api.pieces import Pieces


class CartLine(Pieces):
    """How many of a SKU the cart shall hold."""

    sku_id: UUID


async def show_cart(call: Call) -> bytes:
    return await cart.read(member_id(call))


async def put_line(call: Call) -> None:
    await cart.put_in_cart(member_id(call), call.body.sku_id, call.body.quantity)


async def remove_line(call: Call, sku_id: UUID) -> None:
    await cart.take_out_of_cart(member_id(call), sku_id)
