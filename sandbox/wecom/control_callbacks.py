"""Control API: the callback URL, what was delivered to it, replays and disorder."""

from dataclasses import asdict, fields
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import control_object, control_text
from sandbox.errors import ControlError
from sandbox.wecom.callbacks import CallbackSettings
from sandbox.world import world_of

blueprint = Blueprint("wecom_callbacks", url_prefix="/_sandbox/wecom")

SHOWN = 100


@blueprint.post("/callback_url")
async def save_url(request: Request) -> HTTPResponse:
    await world_of(request).wecom.callbacks.save_url(control_text(control_object(request), "url"))
    return json({"ok": True})


@blueprint.get("/callbacks")
async def deliveries(request: Request) -> HTTPResponse:
    limit = request.args.get("limit", str(SHOWN))
    if not limit.isdigit() or limit == "0":
        raise ControlError(400, "limit must be a positive number")
    return json([one.json() for one in world_of(request).wecom.callbacks.newest(int(limit))])


@blueprint.post("/callbacks/<delivery_id:str>/replay")
async def replay(request: Request, delivery_id: str) -> HTTPResponse:
    variant = str(control_object(request).get("variant", "same"))
    status, body = await world_of(request).wecom.callbacks.replay(delivery_id, variant)
    return json({"status": status, "body": body})


@blueprint.post("/callbacks/settings")
async def change_settings(request: Request) -> HTTPResponse:
    callbacks = world_of(request).wecom.callbacks
    callbacks.settings = _settings({**asdict(callbacks.settings), **control_object(request)})
    return json(asdict(callbacks.settings))


def _settings(values: dict[str, Any]) -> CallbackSettings:
    """The settings, each of the type it has by default; 400 for another type or an unknown name."""
    for field in fields(CallbackSettings):
        taken = (int, float) if isinstance(field.default, float) else (type(field.default),)
        if type(values.get(field.name)) not in taken or values[field.name] < 0:
            raise ControlError(400, f"{field.name} has the wrong type")
    try:
        return CallbackSettings(**values)
    except TypeError:
        raise ControlError(400, "unknown setting") from None
