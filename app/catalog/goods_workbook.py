"""The first sheet of an XLSX workbook as records of text cells. Touches no database.

openpyxl reads the book's parts and formats; the rows are read here, one at a time. What is unpacked is bounded before
(zip bombs), shared strings are read only as far as they are used, so that a header shows at once. Numbers are told as
a spreadsheet shows them, to 15 digits; dates as text.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel

from app.catalog.errors import FileTooLarge, WorkbookUnreadable

SIGNATURE = b"PK\x03\x04"
MOST_UNPACKED = 256 * 1024 * 1024
MOST_PARTS = 200
MOST_COLUMNS = 64
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROW, VALUE, TEXT, STRING, PHONETIC = (MAIN + name for name in ("row", "v", "t", "si", "rPh"))
DIGITS = "0123456789"


def looks_like_one(content: bytes) -> bool:
    return content.startswith(SIGNATURE)


def records(content: bytes) -> Iterator[list[str]]:
    """Rows of the first sheet; a row is at least as wide as the first. Raises FileTooLarge or WorkbookUnreadable."""
    _refuse_bombs(content)
    try:
        yield from _rows(_Book(content))
    except Exception as error:
        # openpyxl raises whatever a broken part makes it stumble over: KeyError, ParseError, TypeError, BadZipFile …
        raise WorkbookUnreadable from error


class _Book:
    """A workbook's first sheet and what is needed to read its cells."""

    def __init__(self, content: bytes) -> None:
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader.read_manifest()
            reader.read_workbook()
            apply_stylesheet(reader.archive, reader.wb)
        _, first = next(reader.parser.find_sheets())
        strings = [name for name in reader.valid_files if name.lower() == "xl/sharedstrings.xml"]
        self.sheet: IO[bytes] = reader.archive.open(first.target)
        self._strings = _Strings(reader.archive.open(strings[0]) if strings else io.BytesIO())
        self._dates: set[int] = set(reader.wb._date_formats)  # type: ignore[attr-defined]
        self._epoch: datetime = reader.wb.epoch

    def text(self, cell: Element) -> str:
        """A cell as text (ECMA-376 part 1, 18.18.11 says the types)."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _text_of(cell)
        raw = cell.findtext(VALUE) or ""
        if kind == "s" and raw:
            return self._strings[int(raw)]
        if kind == "b":
            return "true" if raw == "1" else "false"
        return self._number(cell, raw) if kind == "n" and raw else raw.strip()

    def _number(self, cell: Element, raw: str) -> str:
        if int(cell.get("s", "0")) in self._dates:
            moment = from_excel(float(raw), self._epoch)
            return f"{moment:%Y-%m-%d %H:%M:%S}" if isinstance(moment, datetime) else str(moment)
        # A file writes 19.9 as 19.899999999999999. Its text of 15 digits is what was typed; nothing is computed.
        return raw if raw.isdigit() else f"{float(raw):.15g}"


class _Strings:
    """The table of shared strings, read on as far as somebody asked."""

    def __init__(self, source: IO[bytes]) -> None:
        self._read: list[str] = []
        self._more = self._texts(source)

    def __getitem__(self, index: int) -> str:
        while len(self._read) <= index:
            self._read.append(next(self._more))
        return self._read[index]

    def _texts(self, source: IO[bytes]) -> Iterator[str]:
        for _, element in iterparse(source):
            if element.tag == STRING:
                yield _text_of(element)
                element.clear()


def _rows(book: _Book) -> Iterator[list[str]]:
    width = row_number = 0
    for _, element in iterparse(book.sheet):
        if element.tag != ROW:
            continue
        row_number += 1
        for _ in range(row_number, int(element.get("r", row_number))):
            row_number += 1
            yield []
        cells = _cells(book, element)
        used = max((column for column, text in cells.items() if text), default=0)
        width = width or used
        yield [cells.get(column, "") for column in range(1, max(width, used) + 1)]
        element.clear()


def _cells(book: _Book, row: Element) -> dict[int, str]:
    cells: dict[int, str] = {}
    column = 0
    for cell in row:
        reference = cell.get("r")
        column = _column(reference.rstrip(DIGITS)) if reference else column + 1
        cells[min(column, MOST_COLUMNS)] = book.text(cell)
    return cells


@lru_cache(MOST_COLUMNS)
def _column(letters: str) -> int:
    return int(column_index_from_string(letters))


def _text_of(element: Element) -> str:
    """All runs of a rich text, without the reading aids of Japanese."""
    if len(element) == 1 and element[0].tag == TEXT:
        return (element[0].text or "").strip()
    aids = {text for aid in element.iter(PHONETIC) for text in aid.iter(TEXT)}
    return "".join(text.text or "" for text in element.iter(TEXT) if text not in aids).strip()


def _refuse_bombs(content: bytes) -> None:
    """`zipfile` never unpacks more of a part than the size it states, so the stated sizes can be trusted."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise WorkbookUnreadable from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileTooLarge(limit_unpacked_bytes=MOST_UNPACKED)
