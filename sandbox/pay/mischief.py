"""Control calls for what a platform should not do and merchants must survive: other sums, foreign orders, second
payments, refunds that end otherwise, and other hands that sign."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import control_object, control_text
from sandbox.credentials import random_text
from sandbox.errors import ControlError
from sandbox.pay.control import whole
from sandbox.pay.orders import Order
from sandbox.world import world_of

blueprint = Blueprint("pay_mischief", url_prefix="/_sandbox/pay")

MOST_FEN = 10_000_000_000
RESULTS = ("SUCCESS", "ABNORMAL", "CLOSED")


@blueprint.post("/orders/<out_trade_no:str>/tamper")
async def tamper(request: Request, out_trade_no: str) -> HTTPResponse:
    """Body ``{"total": fen}``: the book takes, or took, this sum. Notifications already written stay as they are."""
    order = _found(request, out_trade_no)
    order.takes = whole(control_object(request), "total", 1, MOST_FEN)
    return json(order.json())


@blueprint.post("/orders/<out_trade_no:str>/pay_again")
async def pay_again(request: Request, out_trade_no: str) -> HTTPResponse:
    """A second transaction for a paid order, with its own notification. Errors: 409 when it is not paid."""
    return json(world_of(request).pay.pay_again(_found(request, out_trade_no)).json())


@blueprint.post("/orders")
async def take_foreign(request: Request) -> HTTPResponse:
    """Body ``{"person_id", "total", "notify_url"}``: a paid order whose number the merchant's product never made."""
    world, body = world_of(request), control_object(request)
    person = world.people.get(control_text(body, "person_id"))
    asked: dict[str, Any] = {
        "appid": world.credentials.miniprogram_appid,
        "mchid": world.credentials.mchid,
        "description": "别处的订单",
        "out_trade_no": "FOREIGN" + random_text(16),
        "notify_url": control_text(body, "notify_url"),
        "amount": {"total": whole(body, "total", 1, MOST_FEN), "currency": "CNY"},
        "payer": {"openid": person.openid},
    }
    return json(world.pay.take_foreign(asked).json())


@blueprint.post("/refunds/<out_refund_no:str>/finish")
async def finish_refund(request: Request, out_refund_no: str) -> HTTPResponse:
    """Body ``{"result": "SUCCESS"}``: as when a person at the merchant's console saw to an abnormal refund."""
    book, result = world_of(request).pay, control_object(request).get("result")
    refund = book.refunds.find(out_refund_no)
    if refund is None:
        raise ControlError(404, f"no refund {out_refund_no}")
    if result not in RESULTS:
        raise ControlError(400, f"result must be one of {RESULTS}")
    book.finish_refund(refund, result)
    return json(refund.json())


@blueprint.post("/signing")
async def sign_with(request: Request) -> HTTPResponse:
    """Body ``{"with": kind}``, see ``PlatformKeys.sign_with``; the answer is what the merchant's console shows."""
    return json(world_of(request).pay.keys.sign_with(str(control_object(request).get("with"))))


def _found(request: Request, out_trade_no: str) -> Order:
    order = world_of(request).pay.orders.find(out_trade_no)
    if order is None:
        raise ControlError(404, f"no order {out_trade_no}")
    return order
