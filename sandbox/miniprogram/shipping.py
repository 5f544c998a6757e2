"""The HTTP interface of shipping information: /weixin/wxa/sec/order/*.

Source: developers.weixin.qq.com, 小程序发货信息管理服务.
"""

from datetime import UTC, datetime
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import platform_object
from sandbox.miniprogram.refusals import refusal
from sandbox.miniprogram.shipping_book import Shipping, TradeBook
from sandbox.miniprogram.shipping_fields import check_report
from sandbox.pay.orders import Order
from sandbox.world import world_of

blueprint = Blueprint("miniprogram_shipping", url_prefix="/weixin/wxa/sec/order")

OK = {"errcode": 0, "errmsg": "ok"}
MOST_LISTED = 100


@blueprint.post("/upload_shipping_info")
async def upload_shipping_info(request: Request) -> HTTPResponse:
    body = _body(request)
    uploaded_at = check_report(body)
    book = world_of(request).trade
    order = book.order(body["order_key"])
    if order.openid != body["payer"]["openid"]:
        raise refusal(10060031)
    book.report(order, body, uploaded_at)
    return json(OK)


@blueprint.post("/get_order")
async def get_order(request: Request) -> HTTPResponse:
    body, book = _body(request), world_of(request).trade
    return json(OK | {"order": _shown(book, book.order(_key(body)))})


@blueprint.post("/get_order_list")
async def get_order_list(request: Request) -> HTTPResponse:
    """``last_index`` is the out_trade_no of the last one shown."""
    body, book = _body(request), world_of(request).trade
    times = body.get("pay_time_range") or {}
    found = [order for order in book.orders() if _matches(book, order, body, times)]
    numbers = [order.out_trade_no for order in found]
    if (last := body.get("last_index")) and last not in numbers:
        raise refusal(10060011)
    start = numbers.index(last) + 1 if last else 0
    page = found[start : start + min(int(body.get("page_size") or MOST_LISTED), MOST_LISTED)]
    more = {"last_index": page[-1].out_trade_no if page else "", "has_more": start + len(page) < len(found)}
    return json(OK | {"order_list": [_shown(book, order) for order in page]} | more)


@blueprint.post("/notify_confirm_receive")
async def notify_confirm_receive(request: Request) -> HTTPResponse:
    body, book = _body(request), world_of(request).trade
    received = body.get("received_time")
    if not isinstance(received, int):
        raise refusal(10060029)
    book.remind(book.order(_key(body)), datetime.fromtimestamp(received, UTC))
    return json(OK)


@blueprint.post("/is_trade_managed")
async def is_trade_managed(request: Request) -> HTTPResponse:
    if _body(request).get("appid") != world_of(request).credentials.miniprogram_appid:
        raise refusal(40013)
    return json(OK | {"is_trade_managed": world_of(request).trade.managed})


def _body(request: Request) -> dict[str, Any]:
    world_of(request).miniprogram.tokens.check(request.args.get("access_token", ""))
    return platform_object(request)


def _key(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "transaction_id": body.get("transaction_id"),
        "mchid": body.get("merchant_id"),
        "out_trade_no": body.get("merchant_trade_no"),
    }


def _matches(book: TradeBook, order: Order, body: dict[str, Any], times: dict[str, Any]) -> bool:
    paid = order.paid_at.timestamp() if order.paid_at else 0
    return (
        times.get("begin_time", 0) <= paid <= times.get("end_time", float("inf"))
        and body.get("order_state") in (None, 0, book.state(order))
        and body.get("openid") in (None, "", order.openid)
    )


def _shown(book: TradeBook, order: Order) -> dict[str, Any]:
    shipping = book.shipping(order)
    paid = int(order.paid_at.timestamp()) if order.paid_at else 0
    return {
        "transaction_id": order.transaction_id,
        "merchant_id": order.asked["mchid"],
        "merchant_trade_no": order.out_trade_no,
        "description": order.asked["description"],
        "paid_amount": order.total,
        "openid": order.openid,
        "trade_create_time": int(order.created_at.timestamp()),
        "pay_time": paid,
        "order_state": book.state(order),
        "in_complaint": False,
        "shipping": _shipping(shipping) if shipping else {},
    }


def _shipping(shipping: Shipping) -> dict[str, Any]:
    uploaded = int(shipping.uploaded_at.timestamp())
    parcels = [
        {
            "tracking_no": parcel.get("tracking_no", ""),
            "express_company": parcel.get("express_company", ""),
            "goods_desc": parcel["item_desc"],
            "upload_time": uploaded,
            "contact": parcel.get("contact", {}),
        }
        for parcel in shipping.parcels
    ]
    return {
        "delivery_mode": shipping.asked["delivery_mode"],
        "logistics_type": shipping.asked["logistics_type"],
        "finish_shipping": shipping.finished_at is not None,
        "finish_shipping_count": shipping.reports,
        "goods_desc": parcels[0]["goods_desc"],
        "shipping_list": parcels,
    }
