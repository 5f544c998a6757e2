"""A goods file, some thousand rows at a time: what can be written, and faults worth showing. Touches no database."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from uuid import UUID

from app.catalog.errors import TooManyRows
from app.catalog.goods_cells import BadCell, Value
from app.catalog.goods_columns import COLUMNS, OF_PRODUCT, OF_SKU, Column
from app.catalog.goods_file import MOST_ROWS, open_file
from app.kernel.ids import new_id

CHUNK = 2_000
# Neither line breaks nor what PostgreSQL or XML cannot hold.
CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
CONTROL_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was left out. `row` counts as a spreadsheet shows it: the header is row 1."""

    row: int
    field: str
    reason: str


@dataclass(slots=True)
class Chunk:
    """Rows checked together. Each product comes once, as (row, id if it is new, values in the order of OF_PRODUCT);
    each SKU as (row, id if it is new, product code, pieces told, values in the order of OF_SKU)."""

    checked: int = 0
    products: list[tuple[int, UUID, list[Value]]] = field(default_factory=list)
    skus: list[tuple[int, UUID, str, int | None, list[Value]]] = field(default_factory=list)
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)


class GoodsReader:
    """Reads a file in order and remembers just enough to find rows that contradict each other.

    Raises FileTooLarge, FileNotText, WorkbookUnreadable or WrongColumns when made; reading may raise TooManyRows.
    """

    def __init__(self, content: bytes) -> None:
        header, self._records = open_file(content)
        self._columns = [COLUMNS[name] for name in header]
        self._row = 1
        self._skus: dict[str, int] = {}
        self._products: dict[str, tuple[int, bytes]] = {}

    @property
    def given(self) -> list[str]:
        """The tables' fields that the file speaks of."""
        return [column.field for column in self._columns]

    def next_chunk(self) -> Chunk | None:
        """The next rows, None at the end."""
        chunk = Chunk()
        for cells in islice(self._records, CHUNK):
            self._row += 1
            if self._row - 1 > MOST_ROWS:
                raise TooManyRows(limit=MOST_ROWS)
            if any(cells):
                self._check(chunk, cells)
            chunk.checked += 1
        return chunk if chunk.checked else None

    def _check(self, chunk: Chunk, cells: list[str]) -> None:
        values, faults = _values(self._row, self._columns, cells)
        faults = faults or self._clash(values)
        if faults:
            chunk.faulty += 1
            chunk.faults += faults
            return
        product_code, sku_code = str(values["product_code"]), str(values["sku_code"])
        self._skus[sku_code] = self._row
        if product_code not in self._products:
            self._products[product_code] = (self._row, _fingerprint(values))
            chunk.products.append((self._row, new_id(), [values.get(column.name) for column in OF_PRODUCT]))
        stock = values.get("stock")
        assert stock is None or isinstance(stock, int)
        chunk.skus.append((self._row, new_id(), product_code, stock, [values.get(column.name) for column in OF_SKU]))

    def _clash(self, values: dict[str, Value]) -> list[Fault]:
        twin = self._skus.get(str(values["sku_code"]))
        if twin is not None:
            return [Fault(self._row, "sku_code", f"与第 {twin} 行的规格编码重复")]
        first = self._products.get(str(values["product_code"]))
        if first is not None and first[1] != _fingerprint(values):
            return [Fault(self._row, "product_code", f"与第 {first[0]} 行是同一商品，但商品信息不一致")]
        return []


def read(content: bytes) -> Iterator[Chunk]:
    """All chunks of a file."""
    take: Callable[[], Chunk | None] = GoodsReader(content).next_chunk
    return iter(take, None)


def _values(row: int, columns: list[Column], cells: list[str]) -> tuple[dict[str, Value], list[Fault]]:
    if len(cells) != len(columns):
        spans = "，内容跨行，可能缺少右引号" if any("\n" in cell for cell in cells) else ""
        return {}, [Fault(row, "", f"应有 {len(columns)} 列，实际 {len(cells)} 列{spans}")]
    values: dict[str, Value] = {}
    faults: list[Fault] = []
    for column, cell in zip(columns, cells, strict=True):
        try:
            values[column.name] = value_of(column, cell)
        except BadCell as bad:
            faults.append(Fault(row, column.name, str(bad)))
    return values, faults


def value_of(column: Column, cell: str) -> Value:
    """What a cell of the column says. Raises BadCell."""
    if not cell and column.mandatory:
        raise BadCell("必填")
    if len(cell) > column.longest:
        raise BadCell(f"最多 {column.longest} 个字符")
    if (CONTROL_IN_TEXT if column.multiline else CONTROL).search(cell):
        raise BadCell("不能含有换行或控制字符")
    return column.read(cell)


def _fingerprint(values: dict[str, Value]) -> bytes:
    told = "\x00".join(str(values.get(column.name)) for column in OF_PRODUCT)
    return blake2b(told.encode(), digest_size=16).digest()
