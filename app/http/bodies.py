"""From request bytes to a typed body, refusing what no store of ours can hold."""

from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict

from app.kernel.errors import Invalid, Malformed

B = TypeVar("B", bound=BaseModel)
ESCAPED_NUL = b"\\u0000"


class BodyTooLarge(Invalid):
    status = 413
    code = "body_too_large"
    title = "提交的内容太大"
    remedy = "请减少内容或分批提交"


class NotJson(Malformed):
    code = "malformed_json"
    title = "请求不是有效的 JSON"
    remedy = "请检查括号、引号与嵌套层数"


class NulByte(Malformed):
    code = "nul_byte"
    title = "内容含有无效字符"
    remedy = "请去掉 NUL 字符（\\u0000）后重试"


class Body(BaseModel):
    """Base of every request body: unknown fields are refused, numbers are not guessed from text."""

    model_config = ConfigDict(extra="forbid", strict=False, str_strip_whitespace=True, frozen=True)


def parse(raw: bytes, model: type[B], limit: int) -> B:
    """The body as `model`. Raises BodyTooLarge, NotJson, NulByte, or pydantic's ValidationError."""
    if len(raw) > limit:
        raise BodyTooLarge(limit_bytes=limit)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise NotJson from None
    if ESCAPED_NUL in raw:
        _refuse_nul(value)
    return model.model_validate(value)


def _refuse_nul(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and "\x00" in item:
            raise NulByte
        if isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item
