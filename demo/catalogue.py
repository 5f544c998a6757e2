"""A catalogue of 250 teas in 4 packs each, 1,000 SKUs with opening stock, as a spreadsheet would save it.

The same text each time. Some cells hold what real files hold: quotes, commas, line breaks, full-width spaces.
"""

import csv
import io
from collections.abc import Iterator

HEADER = [
    *("product_code", "title", "brand", "category", "description", "image_url"),
    *("sku_code", "spec", "barcode", "price_yuan", "stock"),
]
ORIGINS = ["西湖", "安溪", "武夷山", "云南临沧", "福鼎", "黄山", "洞庭山", "信阳", "祁门", "六安"]
KINDS = [("龙井", "绿茶"), ("铁观音", "乌龙茶"), ("大红袍", "乌龙茶"), ("普洱", "黑茶"), ("白牡丹", "白茶")]
HARVESTS = ["明前", "雨前", "春茶", "秋茶", "陈年"]
PACKS = [("50 克袋装", 1), ("125 克罐装", 2), ("250 克礼盒", 4), ("500 克家庭装", 7)]
STOCK = 200

# (cells, the column at fault): each is refused, whatever good rows surround it.
BAD_ROWS: list[tuple[list[str], str]] = [
    (["X001", "无价茶", "云上", "绿茶", "", "", "X001-1", "50 克", "", "面议", "1"], "price_yuan"),
    (["X002", "三位小数茶", "云上", "绿茶", "", "", "X002-1", "50 克", "", "9.999", "1"], "price_yuan"),
    (["X003", "免费茶", "云上", "绿茶", "", "", "X003-1", "50 克", "", "0.00", "1"], "price_yuan"),
    (["X004", "", "云上", "绿茶", "", "", "X004-1", "50 克", "", "12.00", "1"], "title"),
    (["X005", "缺编码茶", "云上", "绿茶", "", "", "", "50 克", "", "12.00", "1"], "sku_code"),
    (["X006", "负库存茶", "云上", "绿茶", "", "", "X006-1", "50 克", "", "12.00", "-3"], "stock"),
    (["X007", "长" * 121, "云上", "绿茶", "", "", "X007-1", "50 克", "", "12.00", "1"], "title"),
    (["X008", "重复编码茶", "云上", "绿茶", "", "", "T0001-1", "50 克", "", "12.00", "1"], "sku_code"),
    (["T0001", "改了名的茶", "云上", "绿茶", "", "", "X009-1", "50 克", "", "12.00", "1"], "product_code"),
    (["X010", "脚本图茶", "云上", "绿茶", "", "javascript:alert(1)", "X010-1", "50 克", "", "12.00", "1"], "image_url"),
    (["X011", "少一列茶", "云上", "绿茶", "", "", "X011-1", "50 克", "", "12.00"], ""),
]


def catalogue_csv(*, faulty: bool = False) -> bytes:
    """The goods file in UTF-8 with BOM. `faulty` appends BAD_ROWS."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(_rows())
    if faulty:
        writer.writerows(cells for cells, _ in BAD_ROWS)
    return text.getvalue().encode("utf-8-sig")


def _rows() -> Iterator[list[str]]:
    for number in range(1, 251):
        kind, category = KINDS[number % 5]
        origin, harvest = ORIGINS[(number // 5) % 10], HARVESTS[(number // 50) % 5]
        code = f"T{number:04d}"
        title = f"{origin}{harvest}{kind}"
        if number % 7 == 0:
            title = f'{title}"手工"款, 限量'
        description = (
            f"产地：{origin}\n采摘：{harvest}, 批次 {number}" if number % 3 == 0 else f"{origin}{kind}，回甘持久"
        )
        image = f"https://img.example.com/tea/{code}.jpg"
        brand = "\u3000云上茶社 " if number % 11 == 0 else "云上茶社"
        for pack, (spec, factor) in enumerate(PACKS, start=1):
            price = (1_990 + number * 37) * factor
            yuan = f"{price // 100}.{price % 100:02d}"
            barcode = f"69{number:06d}{pack:04d}"
            yield [
                *(code, title, brand, f"茶叶/{category}", description, image),
                *(f"{code}-{pack}", spec, barcode, yuan, str(STOCK)),
            ]
