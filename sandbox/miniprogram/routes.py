"""The mini-program server's own paths, below ``/weixin``."""

import hmac
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import platform_object
from sandbox.miniprogram.book import Session
from sandbox.miniprogram.crypto import session_signature
from sandbox.miniprogram.refusals import refusal
from sandbox.world import World, world_of

blueprint = Blueprint("miniprogram", url_prefix="/weixin")


@blueprint.get("/cgi-bin/stable_token")
async def stable_token_by_get(request: Request) -> HTTPResponse:
    raise refusal(43002)


@blueprint.post("/cgi-bin/stable_token")
async def stable_token(request: Request) -> HTTPResponse:
    world, body = world_of(request), platform_object(request)
    _check_client(world, body, "client_credential")
    force = body.get("force_refresh", False)
    if not isinstance(force, bool):
        raise refusal(47001)
    token, seconds = world.miniprogram.tokens.stable(force)
    return json({"access_token": token, "expires_in": seconds})


@blueprint.get("/cgi-bin/token")
async def plain_token(request: Request) -> HTTPResponse:
    world = world_of(request)
    _check_client(world, _query(request), "client_credential")
    token, seconds = world.miniprogram.tokens.plain()
    return json({"access_token": token, "expires_in": seconds})


@blueprint.get("/sns/jscode2session")
async def jscode2session(request: Request) -> HTTPResponse:
    world, query = world_of(request), _query(request)
    _check_client(world, query, "authorization_code")
    if not query.get("js_code"):
        raise refusal(41008)
    person, session_key = world.miniprogram.log_in(query["js_code"])
    return json({"session_key": session_key, "openid": person.openid, "unionid": person.unionid})


@blueprint.get("/wxa/checksession")
async def checksession(request: Request) -> HTTPResponse:
    _signed_session(request)
    return json({"errcode": 0, "errmsg": "ok"})


@blueprint.get("/wxa/resetusersessionkey")
async def resetusersessionkey(request: Request) -> HTTPResponse:
    _signed_session(request)
    openid = _query(request)["openid"]
    session_key = world_of(request).miniprogram.replace_session_key(openid)
    return json({"errcode": 0, "errmsg": "ok", "openid": openid, "session_key": session_key})


@blueprint.post("/wxa/business/getuserphonenumber")
async def getuserphonenumber(request: Request) -> HTTPResponse:
    world = world_of(request)
    world.miniprogram.tokens.check(request.args.get("access_token", ""))
    body = platform_object(request)
    code, openid = body.get("code"), body.get("openid")
    if not isinstance(code, str) or not isinstance(openid, str | None):
        raise refusal(47001)
    person = world.miniprogram.reveal_phone(code, openid)
    return json({"errcode": 0, "errmsg": "ok", "phone_info": phone_info(world, person.phone)})


def phone_info(world: World, phone: str) -> dict[str, Any]:
    """The same object as in the older encryptedData of a phone button; the numbers here are all Chinese."""
    return {
        "phoneNumber": phone,
        "purePhoneNumber": phone,
        "countryCode": "86",
        "watermark": {"timestamp": world.clock.timestamp(), "appid": world.credentials.miniprogram_appid},
    }


def _query(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in request.args.items()}


def _check_client(world: World, given: dict[str, Any], grant_type: str) -> None:
    """Errors: 41002/41004 missing, 40002 grant type, 40013 appid, 40125 secret."""
    for name, missing in (("appid", 41002), ("secret", 41004)):
        if not given.get(name):
            raise refusal(missing)
    if given.get("grant_type") != grant_type:
        raise refusal(40002)
    if given["appid"] != world.credentials.miniprogram_appid:
        raise refusal(40013)
    if given["secret"] != world.credentials.miniprogram_secret:
        raise refusal(40125)


def _signed_session(request: Request) -> Session:
    """The session whose key signed the empty text. Errors: token errors, 40003, 87007, 87008, 87009."""
    world, query = world_of(request), _query(request)
    world.miniprogram.tokens.check(query.get("access_token", ""))
    if query.get("sig_method") != "hmac_sha256":
        raise refusal(87008)
    if world.people.by_openid(query.get("openid", "")) is None:
        raise refusal(40003)
    session = world.miniprogram.session(query["openid"])
    if session is None:
        raise refusal(87007)
    if not hmac.compare_digest(session_signature(session.key, ""), query.get("signature", "")):
        raise refusal(87009)
    return session
