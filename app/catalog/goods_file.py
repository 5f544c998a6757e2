"""The bytes of a goods file as records of text cells, whatever the format. Touches no database.

CSV in UTF-8 (with or without BOM) or GB18030, quoted as spreadsheets write it (RFC 4180), and forgiving; or the first
sheet of an XLSX workbook. A CSV cell written as `'=…` is the text `=…`: spreadsheets would calculate it otherwise.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from app.catalog import goods_workbook
from app.catalog.errors import FileNotText, FileTooLarge, WrongColumns
from app.catalog.goods_columns import COLUMNS, REQUIRED

MOST_ROWS = 100_000
MOST_BYTES = 64 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")
PIECE = 1024 * 1024
CALCULATED = re.compile(r"'*[=+\-@]")
GUARDED = re.compile(r"'+[=+\-@]")


def open_file(content: bytes) -> tuple[list[str], Iterator[list[str]]]:
    """The header's column names, and the records below it.

    Raises FileTooLarge, FileNotText, WorkbookUnreadable or WrongColumns; the records may raise the first three later.
    """
    if len(content) > MOST_BYTES:
        raise FileTooLarge(limit_bytes=MOST_BYTES)
    records = goods_workbook.records(content) if goods_workbook.looks_like_one(content) else _csv_records(content)
    header = next(records, [])
    _check_columns(header)
    return header, records


def guess_rows(content: bytes) -> int:
    """About how many rows there are below the header: lines of text. 0 when it cannot be told quickly."""
    return 0 if goods_workbook.looks_like_one(content) else max(content.count(b"\n") - 1, 0)


def line_of(cells: list[str]) -> str:
    """A line of CSV as it is read back."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(["'" + cell if CALCULATED.match(cell) else cell for cell in cells])
    return text.getvalue()


def _encoding(content: bytes) -> str:
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            pieces = (content[start : start + PIECE] for start in range(0, len(content), PIECE))
            if not any("\x00" in decoder.decode(piece) for piece in pieces):
                decoder.decode(b"", final=True)
                return encoding
        except UnicodeDecodeError:
            continue
    raise FileNotText


def _csv_records(content: bytes) -> Iterator[list[str]]:
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), _encoding(content), newline=""))
    try:
        for cells in reader:
            yield [_unguarded(cell.strip()) for cell in cells]
    except csv.Error as error:
        raise FileNotText(line=reader.line_num) from error


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and GUARDED.match(cell) else cell


def _check_columns(header: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    unknown = [name[:40] for name in header if name not in COLUMNS][:20]
    repeated = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    if missing or unknown or repeated:
        raise WrongColumns(missing=missing, unknown=unknown, repeated=repeated)
