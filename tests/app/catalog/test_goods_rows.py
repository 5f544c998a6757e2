from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.errors import FileNotText, FileTooLarge, TooManyRows, WrongColumns
from app.catalog.goods_cells import BadCell, Value, fen
from app.catalog.goods_columns import OF_PRODUCT, OF_SKU
from app.catalog.goods_file import MOST_BYTES
from app.catalog.goods_rows import Fault, read
from app.kernel.errors import Invalid
from tests.app.catalog.factory import HEADER, goods_csv, row

Row = dict[str, Value]


def rows_of(content: bytes) -> tuple[list[Row], list[Fault]]:
    """Every good row by its fields, with its product's, and all faults."""
    chunks = list(read(content))
    products: dict[Value, Row] = {}
    for chunk in chunks:
        for _, _, values in chunk.products:
            products[values[0]] = dict(zip((column.name for column in OF_PRODUCT), values, strict=True))
    rows: list[Row] = []
    for chunk in chunks:
        for number, _, code, stock, values in chunk.skus:
            sku = dict(zip((column.name for column in OF_SKU), values, strict=True))
            rows.append(products[code] | sku | {"row": number, "stock": stock})
    return rows, [fault for chunk in chunks for fault in chunk.faults]


@pytest.mark.parametrize(
    ("yuan", "expected"),
    [("12.90", 1290), ("12.9", 1290), ("12", 1200), ("0.01", 1), ("0019.10", 1910), ("9999999.99", 999_999_999)],
)
def test_a_price_in_yuan_becomes_fen(yuan: str, expected: int) -> None:
    assert fen(yuan) == expected


@pytest.mark.parametrize(
    "yuan", ["", "0", "0.00", "-1", "+1", "1.234", ".5", "1.", "1e3", "１２", "12,90", "¥12", "NaN", "99999999"]
)
def test_what_is_not_a_price_is_refused(yuan: str) -> None:
    with pytest.raises(BadCell):
        fen(yuan)


@given(st.integers(1, 999_999_999))
def test_every_price_survives_being_written_in_yuan(amount: int) -> None:
    assert fen(f"{amount // 100}.{amount % 100:02d}") == amount


@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: goods_csv([]) + text.encode())))
def test_no_bytes_at_all_break_the_reader(content: bytes) -> None:
    try:
        rows, _ = rows_of(content)
    except Invalid:
        return
    assert all(0 < int(str(one["price_yuan"])) < 1_000_000_000 for one in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_each_usual_encoding_reads_the_same(encoding: str) -> None:
    text = goods_csv([row(title='明前"手工"龙井, 限量', description="产地：西湖\n采摘：明前")]).decode()
    rows, faults = rows_of(text.encode(encoding))
    assert faults == []
    assert (rows[0]["title"], rows[0]["description"]) == ('明前"手工"龙井, 限量', "产地：西湖\n采摘：明前")


def test_columns_may_come_in_any_order() -> None:
    rows, faults = rows_of(goods_csv([row()], tuple(reversed(HEADER))))
    assert faults == []
    assert (rows[0]["product_code"], rows[0]["price_yuan"]) == ("P0001", 1290)


def test_stock_may_be_absent() -> None:
    line = {name: value for name, value in row().items() if name != "stock"}
    rows, _ = rows_of(goods_csv([line], HEADER[:-1]))
    assert rows[0]["stock"] is None


@pytest.mark.parametrize(
    ("header", "facts"),
    [
        (HEADER[1:], {"missing": ["product_code"], "unknown": [], "repeated": []}),
        ((*HEADER, "cost"), {"missing": [], "unknown": ["cost"], "repeated": []}),
        ((*HEADER, "title"), {"missing": [], "unknown": [], "repeated": ["title"]}),
    ],
)
def test_wrong_columns_are_refused_before_any_row_is_read(header: tuple[str, ...], facts: dict[str, Any]) -> None:
    with pytest.raises(WrongColumns) as refused:
        rows_of(",".join(header).encode() + b"\n" + b"x," * 3 + b"\n")
    assert refused.value.facts == facts


def test_an_empty_file_lacks_every_column() -> None:
    with pytest.raises(WrongColumns):
        rows_of(b"")


def test_more_than_100_000_rows_are_refused() -> None:
    lines = goods_csv([row(n) for n in range(2)]).splitlines(keepends=True)
    full = lines[0] + b"".join(lines[1].replace(b"P0000-1", b"S%d" % n) for n in range(100_000))
    assert sum(len(chunk.skus) for chunk in read(full)) == 100_000
    with pytest.raises(TooManyRows):
        list(read(full + lines[2]))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00a", b"\x00\x03\x04\xff\xff", "a,b\n".encode("utf-16")])
def test_what_is_not_text_is_refused(content: bytes) -> None:
    with pytest.raises(FileNotText):
        rows_of(content)


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(FileTooLarge):
        rows_of(b"x" * (MOST_BYTES + 1))


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"title": " \u3000 "}, "title", "必填"),
        ({"title": "茶" * 121}, "title", "最多 120 个字符"),
        ({"title": "两\n行"}, "title", "不能含有换行或控制字符"),
        ({"description": "响\x07铃"}, "description", "不能含有换行或控制字符"),
        ({"image_url": "//x"}, "image_url", "图片地址须以 https:// 开头"),
        ({"stock": "1.5"}, "stock", "库存须为 0 到 9999999 的整数"),
        ({"stock": "²"}, "stock", "库存须为 0 到 9999999 的整数"),
    ],
)
def test_a_bad_cell_is_named_with_row_field_and_reason(cells: dict[str, str], field: str, reason: str) -> None:
    rows, faults = rows_of(goods_csv([row(1), row(2, **cells), row(3)]))
    assert [one["row"] for one in rows] == [2, 4]
    assert [(fault.row, fault.field, fault.reason) for fault in faults] == [(3, field, reason)]


def test_every_bad_cell_of_a_row_is_named() -> None:
    _, faults = rows_of(goods_csv([row(title="", price_yuan="?", sku_code="")]))
    assert sorted(fault.field for fault in faults) == ["price_yuan", "sku_code", "title"]


def test_a_row_with_an_unclosed_quote_says_that_it_swallowed_lines() -> None:
    good = goods_csv([row(1)]).decode()
    _, faults = rows_of((good + 'P2,"没有右引号,云上,绿茶\n' + good).encode())
    assert [fault.row for fault in faults] == [3]
    assert "可能缺少右引号" in faults[0].reason


def test_a_repeated_sku_and_a_product_told_differently_are_reported_with_the_first_row() -> None:
    rows, faults = rows_of(goods_csv([row(1), row(1), row(1, sku_code="P0001-2", title="别名")]))
    assert len(rows) == 1
    assert [(fault.row, fault.reason) for fault in faults] == [
        (3, "与第 2 行的规格编码重复"),
        (4, "与第 2 行是同一商品，但商品信息不一致"),
    ]
