"""Make a fact fit a key of a template: the platform refuses (47003) what is too long, empty or of another type.

Source: developers.weixin.qq.com, 订阅消息参数值内容限制说明.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.kernel.clock import SHANGHAI
from app.notices.facts import FactType

KEY = re.compile(r"([a-z_]+?)\d{1,3}")
LONGEST_THING = 20
LONGEST_CODE = 32
LONGEST_NAME = 10
LONGEST_PHRASE = 5
NOTHING, NO_CODE = "无", "-"
NOT_CODE = re.compile(r"[^!-~ ]+")
NOT_CHINESE = re.compile(r"[^\u4e00-\u9fff]+")
DIGITS = re.compile(r"\d+")


def clean(text: str) -> str:
    """Without control characters; line ends and other gaps become one blank."""
    gaps = "".join(" " if char.isspace() else char for char in text)
    return " ".join("".join(char for char in gaps if unicodedata.category(char)[0] != "C").split())


def cut(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where some are missing; emoji count two, as in the client."""
    if _width(text) <= most:
        return text
    while _width(text) > most - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def yuan(fen: int) -> str:
    """`12.90`."""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def _width(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone(SHANGHAI)


def _clock_time(iso: str) -> str:
    return f"{_moment(iso):%Y年%m月%d日 %H:%M}"


def _thing(text: str) -> str:
    return cut(clean(text), LONGEST_THING) or NOTHING


def _code(text: str) -> str:
    return NOT_CODE.sub("", clean(text))[:LONGEST_CODE].strip() or NO_CODE


def _name(text: str) -> str:
    """People and places without digits; so long that it fits even if all of it is Chinese."""
    return clean(DIGITS.sub("", text))[:LONGEST_NAME].strip() or NOTHING


def _phrase(text: str) -> str:
    return NOT_CHINESE.sub("", text)[:LONGEST_PHRASE] or NOTHING


_T = FactType
FITS: dict[tuple[str, FactType], Callable[[Any], str]] = {
    ("thing", _T.TEXT): _thing,
    ("thing", _T.PHRASE): _thing,
    ("thing", _T.CODE): _thing,
    ("thing", _T.MONEY): lambda fen: f"{yuan(fen)}元",
    ("thing", _T.MOMENT): _clock_time,
    ("name", _T.TEXT): _name,
    ("phrase", _T.PHRASE): _phrase,
    ("character_string", _T.CODE): _code,
    ("character_string", _T.MONEY): yuan,
    ("character_string", _T.MOMENT): lambda iso: f"{_moment(iso):%Y-%m-%d %H:%M}",
    ("amount", _T.MONEY): lambda fen: f"¥{yuan(fen)}",
    ("number", _T.MONEY): yuan,
    ("time", _T.MOMENT): _clock_time,
    ("date", _T.MOMENT): _clock_time,
}
# What a fixed text must look like, whole.
FIXED: dict[str, re.Pattern[str]] = {
    "thing": re.compile(r".{1,20}"),
    "name": re.compile(r"[^0-9]{1,10}"),
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
    "enum": re.compile(r".{1,20}"),
    "character_string": re.compile(r"[!-~ ]{1,32}"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "number": re.compile(r"(?=.{1,32}$)\d+(\.\d+)?"),
    "phone_number": re.compile(r"[0-9+\-() ]{1,17}"),
}


def data_type(key: str) -> str:
    """`thing` of `thing12`; empty for what is no key."""
    found = KEY.fullmatch(key)
    return found[1] if found else ""


def fitted(key: str, kind: FactType, value: Any) -> str:
    """The value as the key takes it, never empty. KeyError where the two do not go together."""
    return FITS[data_type(key), kind](value)
