"""Control calls about shipping information: how the platform behaves, and the payer who confirms receipt."""

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import control_object, control_text
from sandbox.errors import ControlError, PlatformError
from sandbox.world import world_of

blueprint = Blueprint("shipping_control", url_prefix="/_sandbox/trade")


@blueprint.post("/settings")
async def change(request: Request) -> HTTPResponse:
    """``{"managed": bool, "seconds_until_known": number}``: how soon after its payment an order can be reported."""
    book, body = world_of(request).trade, control_object(request)
    managed, seconds = body.get("managed", book.managed), body.get("seconds_until_known", book.seconds_until_known)
    if not isinstance(managed, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise ControlError(400, "managed must be true or false, seconds_until_known at least 0")
    book.managed, book.seconds_until_known = managed, float(seconds)
    return json({"managed": book.managed, "seconds_until_known": book.seconds_until_known})


@blueprint.post("/confirm_receipt")
async def confirm_receipt(request: Request) -> HTTPResponse:
    """``{"out_trade_no"}``: the payer presses 确认收货."""
    world = world_of(request)
    key = {"mchid": world.credentials.mchid, "out_trade_no": control_text(control_object(request), "out_trade_no")}
    try:
        order = world.trade.order(key)
    except PlatformError as unknown:
        raise ControlError(404, "no paid order with this number") from unknown
    world.trade.confirm(order)
    return json({"order_state": world.trade.state(order)})
