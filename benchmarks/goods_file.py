"""A goods file of many rows, as CSV or XLSX, with every column filled."""

from collections.abc import Iterator

from app.catalog.export import FileFormat
from app.catalog.goods_columns import COLUMNS
from app.catalog.goods_file import line_of
from app.catalog.workbook_writer import WorkbookWriter

ROWS = 100_000
SKUS_EACH = 4
STOCK = 7
DESCRIPTION = "高山有机茶园，春季头采，手工炒制，回甘持久。"


def goods_file(file_format: FileFormat, prefix: str, rows: int = ROWS) -> bytes:
    """`rows` SKUs of a quarter as many products; codes begin with `prefix`."""
    if file_format is FileFormat.CSV:
        return "".join(map(line_of, _lines(prefix, rows))).encode()
    book = WorkbookWriter()
    book.add(list(_lines(prefix, rows)))
    book.close()
    return book.taken()


def _lines(prefix: str, rows: int) -> Iterator[list[str]]:
    yield list(COLUMNS)
    for number in range(rows):
        product, pack = divmod(number, SKUS_EACH)
        code, category = f"{prefix}{product}", f"茶叶/绿茶/产区{product % 40}"
        picture = f"https://img.example.com/{code}.jpg"
        yield [
            *(code, f"明前龙井 {product} 号", f"品牌{product % 50}", category, DESCRIPTION, picture),
            *("physical", "春季头采", f"{picture}?2 {picture}?3", "on", "", "2030-12-31 23:59:59"),
            *(f"{code}-{pack}", f"{pack + 1}00 克", f"69{number:011d}", f"{19 + pack}.90", f"{29 + pack}.90"),
            *(str(100 * (pack + 1)), "900", f"净含量={pack + 1}00 克;包装=罐装", str(STOCK)),
        ]
