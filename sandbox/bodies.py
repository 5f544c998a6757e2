"""Reads JSON objects out of requests, each door with its own refusal."""

from typing import Any

import orjson
from sanic import Request

from sandbox.errors import ControlError, PayError, PlatformError


def control_object(request: Request) -> dict[str, Any]:
    """The body of a control call; an empty body is an empty object. Errors: ControlError 400."""
    value = _loads(request.body or b"{}")
    if not isinstance(value, dict):
        raise ControlError(400, "the body must be a JSON object")
    return value


def control_text(body: dict[str, Any], name: str) -> str:
    """A required, non-empty text field of a control call. Errors: ControlError 400."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ControlError(400, f"{name} must be a non-empty text")
    return value


def platform_object(request: Request) -> dict[str, Any]:
    """The body of a WeCom or mini-program call. Errors: 44002 without a body, 47001 for anything but an object."""
    if not request.body:
        raise PlatformError(44002, "empty post data")
    value = _loads(request.body)
    if not isinstance(value, dict):
        raise PlatformError(47001, "data format error")
    return value


def pay_object(request: Request) -> dict[str, Any]:
    """The body of a Pay v3 call. Errors: 400 PARAM_ERROR."""
    if not (request.headers.get("content-type") or "").startswith("application/json"):
        raise PayError(400, "PARAM_ERROR", "请求头Content-Type必须是application/json")
    value = _loads(request.body)
    if not isinstance(value, dict):
        raise PayError(400, "PARAM_ERROR", "请求体不是合法的JSON对象")
    return value


def _loads(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
