"""Control calls about payment: pay on the phone, look at orders and notifications, change the platform's behaviour."""

from dataclasses import asdict
from typing import Any

import httpx
from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import control_object
from sandbox.clock import rfc3339
from sandbox.errors import ControlError
from sandbox.pay.book import PayBook
from sandbox.pay.notifications import VARIANTS
from sandbox.pay.orders import Order
from sandbox.pay.phone import PaymentFailed, request_payment
from sandbox.world import world_of

blueprint = Blueprint("pay_control", url_prefix="/_sandbox")

MOST_COPIES = 100


@blueprint.post("/people/<person_id:str>/pay")
async def pay(request: Request, person_id: str) -> HTTPResponse:
    world = world_of(request)
    person = world.people.get(person_id)
    try:
        order = request_payment(world, person, control_object(request))
    except PaymentFailed as failure:
        return json({"errMsg": f"requestPayment:fail {failure}"}, status=400)
    answer = {"transaction_id": order.transaction_id, "out_trade_no": order.out_trade_no}
    return json({"errMsg": "requestPayment:ok", **answer})


@blueprint.get("/pay/orders")
async def list_orders(request: Request) -> HTTPResponse:
    book = world_of(request).pay
    return json([_order(book, order) for order in book.orders.all()])


@blueprint.get("/pay/orders/<out_trade_no:str>")
async def show_order(request: Request, out_trade_no: str) -> HTTPResponse:
    book = world_of(request).pay
    order = book.orders.find(out_trade_no)
    if order is None:
        raise ControlError(404, f"no order {out_trade_no}")
    return json(_order(book, order))


@blueprint.get("/pay/notifications")
async def list_notifications(request: Request) -> HTTPResponse:
    return json([notification.json() for notification in world_of(request).pay.notifications.values()])


@blueprint.post("/pay/notifications/<notification_id:str>/resend")
async def resend(request: Request, notification_id: str) -> HTTPResponse:
    """Errors: 400 unknown variant, 404 unknown notification, 502 when the merchant cannot be reached."""
    book = world_of(request).pay
    notification = book.notifications.get(notification_id)
    if notification is None:
        raise ControlError(404, f"no notification {notification_id}")
    variant = control_object(request).get("variant", "same")
    if variant not in VARIANTS:
        raise ControlError(400, f"variant must be one of {VARIANTS}")
    try:
        status, body = await book.notifier.send_variant(notification, variant)
    except (httpx.HTTPError, TimeoutError) as failure:
        raise ControlError(502, f"{type(failure).__name__}: {failure}") from failure
    return json({"status": status, "body": body})


@blueprint.post("/pay/notifications/<notification_id:str>/storm")
async def storm(request: Request, notification_id: str) -> HTTPResponse:
    """Errors: 400 bad number of copies, 404 unknown notification, 502 when the merchant cannot be reached."""
    book = world_of(request).pay
    notification = book.notifications.get(notification_id)
    if notification is None:
        raise ControlError(404, f"no notification {notification_id}")
    copies = whole(control_object(request), "copies", 1, MOST_COPIES)
    try:
        return json({"statuses": await book.notifier.storm(notification, copies)})
    except (httpx.HTTPError, TimeoutError) as failure:
        raise ControlError(502, f"{type(failure).__name__}: {failure}") from failure


@blueprint.post("/pay/settings")
async def change_settings(request: Request) -> HTTPResponse:
    settings = world_of(request).pay.settings
    settings.change(control_object(request))
    return json(asdict(settings))


def whole(body: dict[str, Any], name: str, least: int, most: int) -> int:
    """A required whole number of a control call. Errors: ControlError 400."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ControlError(400, f"{name} must be a whole number from {least} to {most}")
    return value


def _order(book: PayBook, order: Order) -> dict[str, Any]:
    times = {"created_at": rfc3339(order.created_at), "expires_at": rfc3339(order.expires_at)}
    refunds = [refund.json() for refund in book.refunds.of(order)]
    return order.json() | times | {"prepay_ids": list(order.prepays), "refunds": refunds}
