"""The whole catalogue in the import's own columns, piece by piece: imported again it changes nothing."""

from collections.abc import AsyncIterator, Iterator, Sequence
from enum import StrEnum
from typing import Any

from app.catalog.goods_columns import COLUMNS, EXPORTED, OF_PRODUCT, OF_SKU, SAMPLE
from app.catalog.goods_file import line_of
from app.catalog.workbook_writer import WorkbookWriter
from app.kernel import db

PRODUCTS_AT_ONCE = 200
BOM = "\ufeff"

# $1 the last product code written. A page may hold products without SKUs, which have no line.
_FIELDS = [f'p.{column.field} AS "{column.name}"' for column in OF_PRODUCT]
_FIELDS += [f's.{column.field} AS "{column.name}"' for column in OF_SKU]
PAGE = f"""
WITH page AS (SELECT * FROM products WHERE code > $1 ORDER BY code LIMIT {PRODUCTS_AT_ONCE})
SELECT {", ".join(_FIELDS)} FROM page p LEFT JOIN skus s ON s.product_id = p.id ORDER BY p.code, s.code
"""


class FileFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


CONTENT_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def export(file_format: FileFormat) -> AsyncIterator[bytes]:
    """The file's bytes. Each page of products is read by itself: goods changed meanwhile may show either way."""
    writer = _writer(file_format)
    yield writer.add([[column.name for column in EXPORTED]])
    last = ""
    while page := await db.fetch(PAGE, last):
        yield writer.add(list(_lines(page)))
        last = page[-1]["product_code"]
    yield writer.close()


def template(file_format: FileFormat) -> bytes:
    """An empty file with all columns and one line as a sample."""
    writer = _writer(file_format)
    return writer.add([list(COLUMNS), list(SAMPLE)]) + writer.close()


class _Csv:
    """UTF-8 with BOM, which spreadsheets need to read Chinese."""

    def __init__(self) -> None:
        self._lead = BOM

    def add(self, rows: Sequence[list[str]]) -> bytes:
        lead, self._lead = self._lead, ""
        return (lead + "".join(line_of(row) for row in rows)).encode()

    def close(self) -> bytes:
        return b""


class _Workbook:
    def __init__(self) -> None:
        self._book = WorkbookWriter()

    def add(self, rows: Sequence[list[str]]) -> bytes:
        self._book.add(rows)
        return self._book.taken()

    def close(self) -> bytes:
        self._book.close()
        return self._book.taken()


def _writer(file_format: FileFormat) -> _Csv | _Workbook:
    return _Csv() if file_format is FileFormat.CSV else _Workbook()


def _lines(page: Sequence[Any]) -> Iterator[list[str]]:
    for row in page:
        if row["sku_code"] is not None:
            yield [column.write(row[column.name]) for column in EXPORTED]
