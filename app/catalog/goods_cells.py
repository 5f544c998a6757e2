"""Cells of the goods file: text into values and back, the two being each other's inverse. Touches no database.

Money is yuan with at most two decimals. Moments are Shanghai time. Options are `名=值;名=值`, media addresses stand
apart by blanks. What is read here in Chinese is shown to the merchandiser.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

import orjson

from app.catalog.states import GoodsKind, Shelf
from app.kernel.clock import SHANGHAI

Value: TypeAlias = str | int | datetime | None

PRICE = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,2}))?")
MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
VIDEO = re.compile(r"\.(mp4|mov|m4v|webm)$", re.IGNORECASE)
MOST_OPTIONS = 8
LONGEST_OPTION = 40
MOST_MEDIA = 20
MOST_LEVELS = 5
LONGEST_NAME = 64
LONGEST_URL = 512
MOST_WHOLE = 9_999_999


class BadCell(Exception):
    """A cell that cannot be imported; the text says why, in Chinese."""


def fen(yuan: str) -> int:
    """Yuan as written, in fen, without a float in between. Raises BadCell."""
    match = PRICE.fullmatch(yuan)
    amount = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else 0
    if amount <= 0:
        raise BadCell("价格须为大于 0 的数字，单位元，最多两位小数，例如 12.90")
    return amount


def fen_or_none(yuan: str) -> int | None:
    return fen(yuan) if yuan else None


def yuan(amount: int | None) -> str:
    return "" if amount is None else f"{amount // 100}.{amount % 100:02d}"


def stock(cell: str) -> int | None:
    return _whole(cell, "库存") if cell else None


def weight(cell: str) -> int:
    return _whole(cell, "重量（克）") if cell else 0


def volume(cell: str) -> int:
    return _whole(cell, "体积（立方厘米）") if cell else 0


def url(cell: str) -> str:
    if cell and (not cell.startswith(("https://", "http://")) or " " in cell):
        raise BadCell("图片地址须以 https:// 开头")
    return cell


def kind(cell: str) -> str | None:
    """None for an empty cell: what the product is stays as it is."""
    if cell and cell not in set(GoodsKind):
        raise BadCell(f"商品类型须为 {'、'.join(GoodsKind)} 之一")
    return cell or None


def shelf(cell: str) -> str | None:
    """None for an empty cell: the shelf stays as it is."""
    if cell and cell not in set(Shelf):
        raise BadCell("上下架须为 on（上架）或 off（下架）")
    return cell or None


def moment(cell: str) -> datetime | None:
    if not cell:
        return None
    match = MOMENT.fullmatch(cell)
    try:
        if match is None:
            raise ValueError
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        raise BadCell("时间格式须为 2026-01-31 08:00（北京时间）") from None


def moment_text(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def category(cell: str) -> str:
    """A path of names from the root, joined by `/`, blanks around names left out."""
    names = [name.strip() for name in cell.split("/")] if cell else []
    if len(names) > MOST_LEVELS or any(not 0 < len(name) <= LONGEST_NAME for name in names):
        raise BadCell(f"类目须为 1 到 {MOST_LEVELS} 级名称，用 / 分隔，每级最多 {LONGEST_NAME} 个字符")
    return "/".join(names)


def options(cell: str) -> str:
    """JSON of spec names and their values."""
    parts = [part for part in cell.split(";") if part.strip()]
    pairs = [tuple(side.strip() for side in part.split("=")) for part in parts]
    if any(len(pair) != 2 for pair in pairs) or len({pair[0] for pair in pairs}) != len(pairs):
        raise BadCell("规格选项须写成 颜色=红;尺码=L，名称不能重复")
    return options_json({pair[0]: pair[1] for pair in pairs})


def options_json(given: Mapping[str, str]) -> str:
    """Options as stored. Raises BadCell for what the goods file could not hold."""
    texts = [text for pair in given.items() for text in pair]
    if any(not 0 < len(text) <= LONGEST_OPTION or text != text.strip() or set(text) & set(";=") for text in texts):
        raise BadCell(f"规格选项的名称和值须为 1 到 {LONGEST_OPTION} 个字符，不能含有 ; 和 =")
    if len(given) > MOST_OPTIONS:
        raise BadCell(f"规格选项最多 {MOST_OPTIONS} 个")
    return orjson.dumps(given).decode()


def options_text(stored: str) -> str:
    return ";".join(f"{name}={value}" for name, value in orjson.loads(stored).items())


def media(cell: str) -> str:
    """JSON of pictures and videos, told apart by their address."""
    return media_json(cell.split())


def media_json(urls: Sequence[str]) -> str:
    """Media as stored: {"kind": "image" or "video", "url"}. Raises BadCell."""
    if len(urls) > MOST_MEDIA or any(len(each) > LONGEST_URL or set(each) & set(" \t\r\n") for each in urls):
        raise BadCell(f"图片和视频最多 {MOST_MEDIA} 个，地址最多 {LONGEST_URL} 个字符，用空格分隔")
    return orjson.dumps(
        [{"kind": "video" if VIDEO.search(each) else "image", "url": url(each)} for each in urls]
    ).decode()


def media_text(stored: str) -> str:
    return " ".join(each["url"] for each in orjson.loads(stored))


def _whole(cell: str, what: str) -> int:
    if not (cell.isascii() and cell.isdigit()) or int(cell) > MOST_WHOLE:
        raise BadCell(f"{what}须为 0 到 {MOST_WHOLE} 的整数")
    return int(cell)
