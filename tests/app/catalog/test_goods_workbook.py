"""Workbooks as people and programs save them."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from app.catalog.errors import FileTooLarge, WorkbookUnreadable
from app.catalog.goods_workbook import records
from app.catalog.workbook_writer import WorkbookWriter

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")).map(str.strip)


def saved(*rows: list[Any]) -> bytes:
    """A workbook as a spreadsheet program would save it, with shared strings and formats."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_cells_read_as_a_spreadsheet_shows_them() -> None:
    rich = CellRichText("明前", TextBlock(InlineFont(b=True), "龙井"))
    moment = datetime(2026, 1, 31, 8, 0, tzinfo=UTC).replace(tzinfo=None)
    content = saved([12.9, 19.989999999999998, 6901234567892, moment, True, None, " 茶 ", rich], [0.1 + 0.2])
    first, second = records(content)
    assert first == ["12.9", "19.99", "6901234567892", "2026-01-31 08:00:00", "true", "", "茶", "明前龙井"]
    assert second == ["0.3", *[""] * 7]


def test_rows_left_out_are_blank_and_count() -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active["A1"], book.active["C4"] = "a", "c"
    book.save(file)
    assert [any(row) for row in records(file.getvalue())] == [True, False, False, True]


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=5), min_size=1, max_size=5))
def test_what_is_written_reads_the_same_here_and_in_openpyxl(rows: list[list[str]]) -> None:
    writer = WorkbookWriter()
    writer.add(rows)
    writer.close()
    content = writer.taken()
    width = max((n for n, text in enumerate(rows[0], start=1) if text), default=0)
    for read, row in zip(records(content), rows, strict=True):
        assert read[: len(row)] == row[: len(read)]
        assert not any(row[len(read) :])
        assert len(read) >= width
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.cell(1, 1).value == (rows[0][0] or None)


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    many = {f"{number}.xml": b"" for number in range(201)}
    large = {f"{number}.xml": bytes(64 * 1024 * 1024) for number in range(5)}
    for parts in (many, large):
        with pytest.raises(FileTooLarge):
            list(records(packed(parts)))


@pytest.mark.parametrize("spoil", [lambda whole: whole[: len(whole) // 2], lambda _: packed({"a.txt": b"no book"})])
def test_what_is_no_whole_workbook_is_refused(spoil: Any) -> None:
    with pytest.raises(WorkbookUnreadable):
        list(records(spoil(saved(["a"], ["b"]))))


def test_a_sheet_broken_half_way_is_refused() -> None:
    whole = zipfile.ZipFile(io.BytesIO(saved(*[["茶"]] * 50)))
    parts = {name: whole.read(name) for name in whole.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    with pytest.raises(WorkbookUnreadable):
        list(records(packed(parts | {sheet: parts[sheet][:1_000]})))


@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader(content: bytes) -> None:
    with pytest.raises(WorkbookUnreadable):
        list(records(b"PK\x03\x04" + content))
