"""A bounded record of what the product sent to the vendor paths."""

from collections import deque
from typing import Any

import orjson
from sanic import HTTPResponse, Request

KEPT = 5000
# Pages of customers are long and many; their answers would be most of the memory.
ANSWER_BYTES_KEPT = 16 * 1024
SECRET_NAMES = frozenset({"secret", "corpsecret", "access_token", "session_key", "ticket"})


class Calls:
    """The newest ``KEPT`` calls; the values of secret fields are cut to their last four characters."""

    def __init__(self) -> None:
        self._kept: deque[dict[str, Any]] = deque(maxlen=KEPT)

    def record(self, request: Request, response: HTTPResponse, at: str) -> None:
        self._kept.append(
            {
                "method": request.method,
                "path": request.path,
                "query": mask({name: values[0] for name, values in request.args.items()}),
                "body": mask(_parsed(request.body, request.headers.get("content-type", ""))),
                "status": response.status,
                "answer": _answer(response),
                "at": at,
            }
        )

    def matching(self, path_prefix: str, limit: int) -> list[dict[str, Any]]:
        """The newest ``limit`` calls below ``path_prefix``, oldest first."""
        found = [call for call in self._kept if call["path"].startswith(path_prefix)]
        return found[-limit:]


def mask(value: Any) -> Any:
    """The same JSON value with secret fields cut, at any depth."""
    if isinstance(value, dict):
        return {name: _cut(item) if name in SECRET_NAMES else mask(item) for name, item in value.items()}
    if isinstance(value, list):
        return [mask(item) for item in value]
    return value


def _answer(response: HTTPResponse) -> Any:
    """The answer, or of a long one its type and size."""
    body, content_type = response.body or b"", response.content_type or ""
    if len(body) > ANSWER_BYTES_KEPT:
        return f"<{content_type.split(';')[0]}, {len(body)} bytes>"
    return mask(_parsed(body, content_type))


def _cut(secret: Any) -> str:
    return "***" + str(secret)[-4:]


def _parsed(body: bytes, content_type: str) -> Any:
    if not body:
        return None
    if "multipart" in content_type or content_type.startswith("image/"):
        return f"<{content_type.split(';')[0]}, {len(body)} bytes>"
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return body.decode("utf-8", "replace")
