"""The phone of a person inside the mini-program: login, and the phone number button in its new and old form."""

import secrets
from base64 import b64encode
from typing import Any

import orjson
from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.errors import ControlError
from sandbox.miniprogram.crypto import encrypt, raw_data_signature
from sandbox.miniprogram.routes import phone_info
from sandbox.people import Person
from sandbox.world import World, world_of

blueprint = Blueprint("miniprogram_control", url_prefix="/_sandbox/people/<person_id:str>")

REGION = ("language", "city", "province", "country")


@blueprint.post("/login_code")
async def login_code(request: Request, person_id: str) -> HTTPResponse:
    world = world_of(request)
    return json({"code": world.miniprogram.login_code(world.people.get(person_id))})


@blueprint.post("/phone_code")
async def phone_code(request: Request, person_id: str) -> HTTPResponse:
    world = world_of(request)
    return json({"code": world.miniprogram.phone_code(world.people.get(person_id))})


@blueprint.post("/encrypted_phone")
async def encrypted_phone(request: Request, person_id: str) -> HTTPResponse:
    """``{encryptedData, iv}`` under the person's session_key. Errors: 400 before the first login."""
    world = world_of(request)
    person = world.people.get(person_id)
    return json(_encrypted(_session_key(world, person), phone_info(world, person.phone)))


@blueprint.post("/user_info")
async def user_info(request: Request, person_id: str) -> HTTPResponse:
    """What ``wx.getUserInfo`` hands over: ``{rawData, signature, encryptedData, iv}`` with an anonymous name."""
    world = world_of(request)
    person = world.people.get(person_id)
    key = _session_key(world, person)
    raw = {"nickName": "微信用户", "gender": 0, "avatarUrl": ""} | dict.fromkeys(REGION, "")
    raw_data = orjson.dumps(raw).decode()
    watermark = {"timestamp": world.clock.timestamp(), "appid": world.credentials.miniprogram_appid}
    secret = raw | {"openId": person.openid, "unionId": person.unionid, "watermark": watermark}
    return json({"rawData": raw_data, "signature": raw_data_signature(raw_data, key), **_encrypted(key, secret)})


def _session_key(world: World, person: Person) -> str:
    session = world.miniprogram.session(person.openid)
    if session is None:
        raise ControlError(400, "this person has no session yet")
    return session.key


def _encrypted(session_key: str, content: dict[str, Any]) -> dict[str, str]:
    iv = secrets.token_bytes(16)
    return {"encryptedData": encrypt(session_key, orjson.dumps(content), iv), "iv": b64encode(iv).decode()}
