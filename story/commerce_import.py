"""A goods file as a merchandiser's spreadsheet saves it: good rows come in, each bad one is named."""

import csv
import io
from typing import Any

from demo.catalogue import HEADER
from story.commerce_shop import office
from story.stage import Stage, must, until

PRODUCTS, SPECS = 250, 10
ROWS = PRODUCTS * SPECS
ACCEPTED = 202
SHORT_ROW = 3


async def import_file(stage: Stage) -> dict[str, Any]:
    """Sent in GB18030; followed while it runs. The bad rows are left out, and only they."""
    run = stage.props["run"]
    content, bad = _file(run)
    path = f"/catalogue/imports?file_name=故事-{run}.csv"
    sent = await office(stage, "POST", path, content=content, expect=ACCEPTED)
    seen: list[str] = []

    async def over() -> Any:
        now = await office(stage, "GET", f"/catalogue/imports/{sent['id']}")
        told = f"{now['status']} {now['checked']}/{now['rows']}"
        seen.extend([] if told in seen else [told])
        return now if now["status"] in ("done", "refused") else None

    done = await until(over, "the import is over")
    must(done["status"] == "done", "it is written", done)
    faults = [(fault["row"], fault["field"]) for fault in done["faults"]]
    must(faults == bad, "each bad row is named by number and column", done["faults"])
    must((done["written"], done["faulty"]) == (ROWS, len(bad)), "all good rows are in", done)
    first = (await office(stage, "GET", f"/products?code=IMP-{run}-1"))["items"]
    must([each["title"] for each in first] == ["故事导入茶 1 号"], "the catalogue has them", first)
    return {"progress": seen, "report": done["report"], "faults": done["faults"]}


def _file(run: str) -> tuple[bytes, list[tuple[int, str]]]:
    """The file, and the row and column of every fault in it. The goods stay off the shelf."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*HEADER, "shelf"])
    for number in range(ROWS):
        product, spec = divmod(number, SPECS)
        writer.writerow(_row(f"IMP-{run}-{product}", f"故事导入茶 {product} 号", spec))
    faulty = [
        (_row(f"BAD-{run}-1", "面议茶", price="面议"), "price_yuan"),
        (_row(f"BAD-{run}-2", ""), "title"),
        (_row(f"BAD-{run}-3", "负库存茶", stock="-3"), "stock"),
        (_row(f"IMP-{run}-1", "故事导入茶 1 号"), "sku_code"),
        (_row(f"BAD-{run}-4", "少几列茶")[:-SHORT_ROW], ""),
    ]
    writer.writerows(row for row, _ in faulty)
    places = [(ROWS + 2 + place, column) for place, (_, column) in enumerate(faulty)]
    return text.getvalue().encode("gb18030"), places


def _row(code: str, title: str, spec: int = 0, price: str = "12.80", stock: str = "5") -> list[str]:
    about = [code, title, "云上茶社", "故事/导入", "回甘持久", ""]
    return [*about, f"{code}-{spec}", f"{spec + 1} 号罐", "", price, stock, "off"]
