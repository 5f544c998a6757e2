"""The HTTP interface of 快递100: subscribe (/poll) and ask for one number (/poll/query.do), both as forms.

Source: api.kuaidi100.com/document, 快递信息推送服务 and 实时快递查询接口.
"""

import hmac
from typing import Any

import orjson
from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.couriers.book import signature
from sandbox.world import World, world_of

blueprint = Blueprint("couriers", url_prefix="/kuaidi100")

# A few of the platform's company codes; shunfeng tells nothing without the phone of sender or receiver.
COMPANIES = frozenset(
    {
        *("shunfeng", "zhongtong", "yuantong", "shentong", "yunda", "jtexpress"),
        *("jd", "ems", "youzhengguonei", "debangkuaidi"),
    }
)
WANTS_PHONE = frozenset({"shunfeng"})
LONGEST_NUMBER = 32


@blueprint.post("/poll")
async def subscribe(request: Request) -> HTTPResponse:
    world, asked = world_of(request), _param(request)
    if _text(request, "schema") != "json" or asked is None:
        return _answer("700", "POLL:订阅数据存在错误")
    if asked.get("key") != world.credentials.kuaidi100_key:
        return _answer("600", "POLL:您不是合法的订阅者")
    parameters = asked.get("parameters")
    if not isinstance(parameters, dict) or not str(parameters.get("callbackurl", "")).startswith("http"):
        return _answer("700", "POLL:错误的回调地址")
    if fault := _faulty(asked.get("company"), asked.get("number")):
        return _answer("700", fault)
    if asked["company"] in WANTS_PHONE and not parameters.get("phone"):
        return _answer("700", "POLL:顺丰单号必填手机号")
    taken = world.couriers.subscribe(
        asked["company"], asked["number"], parameters["callbackurl"], str(parameters.get("salt", ""))
    )
    return _answer("200", "提交成功") if taken else _answer("501", "POLL:重复订阅")


@blueprint.post("/poll/query.do")
async def query(request: Request) -> HTTPResponse:
    world, param = world_of(request), _text(request, "param")
    if _text(request, "customer") != world.credentials.kuaidi100_customer:
        return _answer("503", "验证签名失败")
    if not hmac.compare_digest(_signed(world, param).encode(), _text(request, "sign").encode()):
        return _answer("503", "验证签名失败")
    asked = _param(request)
    if asked is None:
        return _answer("400", "提交的数据不完整,或者贵公司没授权")
    if fault := _faulty(asked.get("com"), asked.get("num")):
        return _answer("400", fault)
    if asked["com"] in WANTS_PHONE and not asked.get("phone"):
        return _answer("408", "快递公司参数异常:验证码错误")
    waybill = world.couriers.waybills.get(asked["num"])
    if waybill is None or waybill.company != asked["com"]:
        return _answer("500", "查询无结果,请隔段时间再查")
    return json(waybill.result())


def _faulty(company: object, number: object) -> str:
    if company not in COMPANIES:
        return f"POLL:不支持的快递公司:{company}"
    if not isinstance(number, str) or not 6 <= len(number) <= LONGEST_NUMBER:
        return "POLL:单号为空或超长"
    return ""


def _signed(world: World, param: str) -> str:
    return signature(param + world.credentials.kuaidi100_key + world.credentials.kuaidi100_customer)


def _text(request: Request, name: str) -> str:
    form = request.form
    return str((form.get(name) if form else "") or "")


def _param(request: Request) -> dict[str, Any] | None:
    try:
        value = orjson.loads(_text(request, "param"))
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def _answer(code: str, message: str) -> HTTPResponse:
    return json({"result": code == "200", "returnCode": code, "message": message})
