"""The goods file: CSV text into rows worth importing and faults worth showing. Touches no database.

Columns, in any order, names exact: those of REQUIRED, and `stock` if wanted. One line per SKU. The product's own
columns (title … image_url) must be the same on all its lines. `price_yuan` is yuan with at most two decimals.
Encoding UTF-8 (with or without BOM) or GB18030. Quoting as spreadsheets write it (RFC 4180), and forgiving.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.catalog.errors import FileNotText, FileTooLarge, TooManyRows, WrongColumns

REQUIRED = (
    *("product_code", "title", "brand", "category", "description", "image_url"),
    *("sku_code", "spec", "barcode", "price_yuan"),
)
OPTIONAL = ("stock",)
MOST_ROWS = 5_000
MOST_BYTES = 8 * 1024 * 1024
LONGEST = {
    **{"product_code": 64, "title": 120, "brand": 64, "category": 64, "description": 5_000, "image_url": 512},
    **{"sku_code": 64, "spec": 120, "barcode": 32, "price_yuan": 16, "stock": 9},
}
MANDATORY = ("product_code", "title", "sku_code", "price_yuan")
OF_PRODUCT = ("title", "brand", "category", "description", "image_url")
PRICE = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,2}))?")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was left out. `row` counts as a spreadsheet shows it: the header is row 1."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One SKU with its product. `price` in fen; `stock` None when the file does not say."""

    row: int
    product_code: str
    title: str
    brand: str
    category: str
    description: str
    image_url: str
    sku_code: str
    spec: str
    barcode: str
    price: int
    stock: int | None

    @property
    def product(self) -> tuple[str, ...]:
        return tuple(getattr(self, name) for name in OF_PRODUCT)


class BadCell(Exception):
    """A cell that cannot be imported; the text says why, in Chinese."""


def read(content: bytes) -> tuple[list[GoodsRow], list[Fault]]:
    """Good rows and faults. Raises FileTooLarge, FileNotText, WrongColumns or TooManyRows for the file as a whole."""
    if len(content) > MOST_BYTES:
        raise FileTooLarge(limit_bytes=MOST_BYTES)
    records = _records(_decode(content))
    columns = _columns(next(records, []))
    rows: dict[str, GoodsRow] = {}
    products: dict[str, GoodsRow] = {}
    faults: list[Fault] = []
    for number, cells in enumerate(records, start=2):
        if number - 1 > MOST_ROWS:
            raise TooManyRows(limit=MOST_ROWS)
        if not any(cells):
            continue
        row, faulty = _row(number, columns, cells)
        faulty = faulty or _clash(row, rows, products)
        faults += faulty
        if row is not None and not faulty:
            rows[row.sku_code] = row
            products.setdefault(row.product_code, row)
    return list(rows.values()), faults


def fen(yuan: str) -> int:
    """Yuan as written, in fen, without a float in between. Raises BadCell."""
    match = PRICE.fullmatch(yuan)
    amount = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else 0
    if amount <= 0:
        raise BadCell("价格须为大于 0 的数字，单位元，最多两位小数，例如 12.90")
    return amount


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileNotText


def _records(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in reader:
            yield [cell.strip() for cell in cells]
    except csv.Error as error:
        raise FileNotText(line=reader.line_num) from error


def _columns(header: list[str]) -> list[str]:
    missing = [name for name in REQUIRED if name not in header]
    unknown = [name[:40] for name in header if name not in REQUIRED + OPTIONAL][:20]
    repeated = sorted({name for name in header if name in REQUIRED + OPTIONAL and header.count(name) > 1})
    if missing or unknown or repeated:
        raise WrongColumns(missing=missing, unknown=unknown, repeated=repeated)
    return header


def _row(number: int, columns: list[str], cells: list[str]) -> tuple[GoodsRow | None, list[Fault]]:
    if len(cells) != len(columns):
        spans = "，内容跨行，可能缺少右引号" if any("\n" in cell for cell in cells) else ""
        return None, [Fault(number, "", f"应有 {len(columns)} 列，实际 {len(cells)} 列{spans}")]
    given = dict(zip(columns, cells, strict=True))
    faults: list[Fault] = []
    values: dict[str, str | int | None] = {"row": number, "stock": None}
    for name, cell in given.items():
        try:
            _check(name, cell)
            values[READ_AS.get(name, (name, str))[0]] = READ_AS.get(name, (name, str))[1](cell)
        except BadCell as bad:
            faults.append(Fault(number, name, str(bad)))
    return (None, faults) if faults else (GoodsRow(**values), [])  # type: ignore[arg-type]


def _check(name: str, cell: str) -> None:
    if not cell and name in MANDATORY:
        raise BadCell("必填")
    if len(cell) > LONGEST[name]:
        raise BadCell(f"最多 {LONGEST[name]} 个字符")
    if (CONTROL_IN_TEXT if name == "description" else CONTROL).search(cell):
        raise BadCell("不能含有换行或控制字符")


def _stock(cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit()) or int(cell) > 9_999_999:
        raise BadCell("库存须为 0 到 9999999 的整数")
    return int(cell)


def _image_url(cell: str) -> str:
    if cell and not cell.startswith(("https://", "http://")):
        raise BadCell("图片地址须以 https:// 开头")
    return cell


READ_AS: dict[str, tuple[str, Callable[[str], str | int | None]]] = {
    "price_yuan": ("price", fen),
    "stock": ("stock", _stock),
    "image_url": ("image_url", _image_url),
}


def _clash(row: GoodsRow | None, rows: dict[str, GoodsRow], products: dict[str, GoodsRow]) -> list[Fault]:
    if row is None:
        return []
    twin, first = rows.get(row.sku_code), products.get(row.product_code)
    if twin is not None:
        return [Fault(row.row, "sku_code", f"与第 {twin.row} 行的规格编码重复")]
    if first is not None and first.product != row.product:
        return [Fault(row.row, "product_code", f"与第 {first.row} 行是同一商品，但商品信息不一致")]
    return []
