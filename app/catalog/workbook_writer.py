"""XLSX workbooks written row by row: a sheet of text cells of any length in bounded memory."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# The least parts of a workbook with one sheet (ECMA-376 part 1, 12.2).
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/{SHEET}" ContentType="{TYPES}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
    '<sheet name="商品" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CELL = '<c t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'


class WorkbookWriter:
    """Writes a workbook of one sheet of text cells, row by row; `taken` hands over the bytes made since."""

    def __init__(self) -> None:
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        for name, text in PARTS.items():
            self._zip.writestr(name, PROLOGUE + text)
        self._sheet = self._zip.open(SHEET, "w")
        self._sheet.write(f'{PROLOGUE}<worksheet xmlns="{MAIN}"><sheetData>'.encode())

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        lines = ("<row>" + "".join(_cell(text) for text in row) + "</row>" for row in rows)
        self._sheet.write("".join(lines).encode())

    def close(self) -> None:
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._zip.close()

    def taken(self) -> bytes:
        return self._sink.taken()


class _Sink(io.RawIOBase):
    """A file that only grows: zipfile then writes sizes after the data instead of going back."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        made = bytes(self._waiting)
        self._waiting.clear()
        return made


def _cell(text: str) -> str:
    return CELL.format(escape(text, {"\r": "&#13;"})) if text else "<c/>"
