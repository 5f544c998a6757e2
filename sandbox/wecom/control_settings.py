"""Control API: how the enterprise and the platform are set up."""

from dataclasses import asdict
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import control_object
from sandbox.errors import ControlError
from sandbox.world import world_of

blueprint = Blueprint("wecom_settings", url_prefix="/_sandbox/wecom")


@blueprint.post("/settings")
async def change_settings(request: Request) -> HTTPResponse:
    """The fields of `WeComSettings`, and `broadcasts_per_month` (null: the days of the month)."""
    book, body = world_of(request).wecom, control_object(request)
    settings = book.settings
    settings.groupchat_lag_seconds = _number(body, "groupchat_lag_seconds", settings.groupchat_lag_seconds)
    settings.calls_per_minute = int(_number(body, "calls_per_minute", settings.calls_per_minute))
    settings.group_capacity = int(_number(body, "group_capacity", settings.group_capacity))
    settings.directory_events = _flag(body, "directory_events", settings.directory_events)
    settings.trusted_ip = _flag(body, "trusted_ip", settings.trusted_ip)
    settings.developer_bound = _flag(body, "developer_bound", settings.developer_bound)
    settings.api_limits = _limits(body.get("api_limits", settings.api_limits))
    if "broadcasts_per_month" in body:
        per_month = body["broadcasts_per_month"]
        book.broadcasts.quota.per_month = None if per_month is None else int(_number(body, "broadcasts_per_month", 0))
    return json({**asdict(settings), "broadcasts_per_month": book.broadcasts.quota.per_month})


def _number(body: dict[str, Any], name: str, default: float) -> float:
    value = body.get(name, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise ControlError(400, f"{name} must be a number, not negative")
    return value


def _flag(body: dict[str, Any], name: str, default: bool) -> bool:
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise ControlError(400, f"{name} must be true or false")
    return value


def _limits(value: Any) -> dict[str, int]:
    """Calls a minute by path; the whole table is replaced."""
    if not isinstance(value, dict) or not all(type(most) is int and most >= 0 for most in value.values()):
        raise ControlError(400, 'api_limits must be {"externalcontact/list": calls a minute}')
    return value
