"""Small facts about a request that every door reads the same way."""

import random
import re
from typing import Any

import orjson
from pydantic import BaseModel
from sanic.request import Request

from app.http.bodies import NulByte

GIVEN_ID = re.compile(r"[0-9A-Za-z_-]{8,64}")


def request_id(request: Request) -> str:
    """The caller's X-Request-ID when it is well formed, else a new one."""
    given = request.headers.get("x-request-id")
    if given and GIVEN_ID.fullmatch(given):
        return str(given)
    # It finds log lines and guards nothing: no need to ask the kernel for secrets with each request.
    return f"{random.getrandbits(96):024x}"


def refuse_nul_in_url(request: Request) -> None:
    """No stored text can hold NUL, so none is looked up either."""
    if b"%00" in request.raw_url or b"\x00" in request.raw_url:
        raise NulByte


def json_bytes(value: Any) -> bytes:
    """JSON as UTF-8: models by their fields, times as ISO-8601 with offset, ids as text."""
    if isinstance(value, BaseModel):
        return value.model_dump_json().encode()
    return orjson.dumps(value)


def caller_ip(request: Request) -> str:
    """The address to count hits by: the client's behind a configured proxy (Sanic's PROXIES_COUNT), else the peer's."""
    return str(request.remote_addr or request.ip)
