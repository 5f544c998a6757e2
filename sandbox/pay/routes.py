"""The Pay v3 server's own paths, below ``/v3``: every request is verified, every success is signed."""

import secrets

from sanic import Blueprint, HTTPResponse, Request, empty, json

from sandbox.bodies import pay_object
from sandbox.errors import PayError
from sandbox.pay import authorization
from sandbox.pay.fields import param_error
from sandbox.pay.orders import Order
from sandbox.pay.tables import CLOSE
from sandbox.world import world_of

blueprint = Blueprint("pay", url_prefix="/v3")


@blueprint.on_request
async def verify(request: Request) -> None:
    world = world_of(request)
    authorization.verify(request, world.credentials, world.pay.merchant_key, world.clock.timestamp())
    request.ctx.answering_key = authorization.answering_key(request, world.pay.keys)


async def sign(request: Request, response: HTTPResponse) -> None:
    if 200 <= response.status < 300:
        key = request.ctx.answering_key
        response.headers.update(world_of(request).pay.notifier.headers(response.body or b"", key=key))
        response.headers["Request-ID"] = secrets.token_hex(16).upper()


blueprint.middleware(sign, "response")


@blueprint.post("/pay/transactions/jsapi")
async def prepay(request: Request) -> HTTPResponse:
    return json({"prepay_id": world_of(request).pay.orders.prepay(pay_object(request))})


@blueprint.get("/pay/transactions/out-trade-no/<out_trade_no:str>")
async def query(request: Request, out_trade_no: str) -> HTTPResponse:
    _check_mchid(request, request.args.get("mchid"), "query")
    return json(_found(world_of(request).pay.orders.find(out_trade_no)).json())


@blueprint.get("/pay/transactions/id/<transaction_id:str>")
async def query_transaction(request: Request, transaction_id: str) -> HTTPResponse:
    _check_mchid(request, request.args.get("mchid"), "query")
    return json(_found(world_of(request).pay.orders.find_transaction(transaction_id)).json())


@blueprint.post("/pay/transactions/out-trade-no/<out_trade_no:str>/close")
async def close(request: Request, out_trade_no: str) -> HTTPResponse:
    body = pay_object(request)
    CLOSE.check(body, "")
    _check_mchid(request, body["mchid"], "body")
    orders = world_of(request).pay.orders
    orders.close(_found(orders.find(out_trade_no)))
    return empty()


@blueprint.post("/refund/domestic/refunds")
async def refund(request: Request) -> HTTPResponse:
    return json(world_of(request).pay.refund(pay_object(request)).json())


@blueprint.get("/refund/domestic/refunds/<out_refund_no:str>")
async def query_refund(request: Request, out_refund_no: str) -> HTTPResponse:
    found = world_of(request).pay.refunds.find(out_refund_no)
    if found is None:
        raise PayError(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
    return json(found.json())


@blueprint.get("/certificates")
async def certificates(request: Request) -> HTTPResponse:
    """A merchant has none until the control API makes one: newer merchants verify with public keys only."""
    return json({"data": world_of(request).pay.keys.certificates()})


def _check_mchid(request: Request, mchid: str | None, location: str) -> None:
    if mchid != world_of(request).credentials.mchid:
        raise param_error("/mchid", mchid, "缺少商户号或与Authorization中的商户号不一致", location)


def _found(order: Order | None) -> Order:
    if order is None:
        raise PayError(404, "ORDER_NOT_EXIST", "订单不存在")
    return order
