"""Which values the platform takes for each type of a template's key.

Source: developers.weixin.qq.com, 订阅消息参数值内容限制说明.
"""

import re
import unicodedata
from typing import Any

from sandbox.errors import PlatformError
from sandbox.miniprogram.refusals import refusal

CLOCK = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
DAY = r"\d{4}(年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})"
TIME = rf"({DAY} ?)?{CLOCK}"
DATE = rf"{DAY}( ?{CLOCK})?"

TYPES: dict[str, re.Pattern[str]] = {
    "thing": re.compile(r".{1,20}"),
    "number": re.compile(r"(?=.{1,32}$)\d+(\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "character_string": re.compile(r"[!-~ ]{1,32}"),
    "time": re.compile(rf"{TIME}(~{TIME})?"),
    "date": re.compile(rf"{DATE}(~{DATE})?"),
    "amount": re.compile(r"[¥¥$€£]?\d{1,10}(\.\d+)?元?"),
    "phone_number": re.compile(r"[0-9+\-() ]{1,17}"),
    "car_number": re.compile(r"[A-Z0-9\u4e00-\u9fff]{1,8}"),
    "name": re.compile(r"[^\d]{1,10}|[^\d\u4e00-\u9fff]{1,20}"),
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
}


def check_data(keys: dict[str, str], data: Any) -> dict[str, str]:
    """The values by key. Errors: 47003 with the first key that is missing, empty or does not fit its type."""
    if not isinstance(data, dict):
        raise _bad("data")
    return {key: _value(key, type_, data.get(key)) for key, type_ in keys.items()}


def _value(key: str, type_: str, given: Any) -> str:
    value = given.get("value") if isinstance(given, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise _bad(f"data.{key}.value is empty")
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in value) or not TYPES[type_].fullmatch(value):
        raise _bad(f"data.{key}.value invalid")
    return value


def _bad(what: str) -> PlatformError:
    error = refusal(47003)
    return PlatformError(error.errcode, error.errmsg.replace("argument invalid!", f"argument invalid! {what}", 1))
