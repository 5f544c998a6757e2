"""The HTTP interface of subscription messages: sending, and the templates of our own.

Source: developers.weixin.qq.com, 发送订阅消息 and 订阅消息模板管理.
"""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import platform_object
from sandbox.miniprogram.refusals import refusal
from sandbox.miniprogram.subscriptions_fields import check_data
from sandbox.world import world_of

blueprint = Blueprint("miniprogram_subscriptions", url_prefix="/weixin")

OK = {"errcode": 0, "errmsg": "ok"}
STATES = (None, "developer", "trial", "formal")
LONGEST_SCENE = 15


@blueprint.post("/cgi-bin/message/subscribe/send")
async def send(request: Request) -> HTTPResponse:
    """Errors: 40003 openid, 40037 template, 47003 data, 43101 without leave; in this order."""
    world, body = world_of(request), _body(request)
    person = world.people.by_openid(str(body.get("touser")))
    if person is None:
        raise refusal(40003)
    template = world.subscriptions.get(body.get("template_id"))
    if body.get("miniprogram_state") not in STATES or not isinstance(body.get("page", ""), str):
        raise refusal(47001)
    values = check_data(template.types, body.get("data"))
    return json(OK | {"msgid": world.subscriptions.send(person, template, values)})


@blueprint.get("/wxaapi/newtmpl/gettemplate")
async def gettemplate(request: Request) -> HTTPResponse:
    world_of(request).miniprogram.tokens.check(request.args.get("access_token", ""))
    return json(OK | {"data": [template.json() for template in world_of(request).subscriptions.all()]})


@blueprint.post("/wxaapi/newtmpl/addtemplate")
async def addtemplate(request: Request) -> HTTPResponse:
    body = _body(request)
    kids, scene = body.get("kidList"), body.get("sceneDesc", "")
    if not isinstance(kids, list) or not all(isinstance(kid, int) for kid in kids):
        raise refusal(200020)
    if not isinstance(scene, str) or len(scene) > LONGEST_SCENE:
        raise refusal(200021)
    template = world_of(request).subscriptions.add(str(body.get("tid")), kids)
    return json(OK | {"priTmplId": template.id})


@blueprint.post("/wxaapi/newtmpl/deltemplate")
async def deltemplate(request: Request) -> HTTPResponse:
    world_of(request).subscriptions.remove(_body(request).get("priTmplId"))
    return json(OK)


def _body(request: Request) -> dict[str, Any]:
    world_of(request).miniprogram.tokens.check(request.args.get("access_token", ""))
    return platform_object(request)
