import io
import zipfile
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.catalog.goods_file import MOST_BYTES
from app.catalog.models import Product, Sku
from app.inventory.open_location import open_location
from app.inventory.queries import level
from app.inventory.states import LocationKind
from app.kernel import db
from tests.backoffice_api.factory import GOODS, HEADER, head_office
from tests.conftest import Drain

IMPORTS = "/admin/v1/catalogue/imports"


async def imported(http: httpx.AsyncClient, drain: Drain, content: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """Send a file in, let the job run, and read what became of it."""
    answer = await http.post(IMPORTS, content=content, params={"file_name": "商品.csv"}, headers=headers)
    assert answer.status_code == 202, answer.text
    assert answer.json()["status"] == "waiting"
    await drain()
    told: dict[str, Any] = (await http.get(f"{IMPORTS}/{answer.json()['id']}", headers=headers)).json()
    return told


async def test_a_goods_file_is_imported_by_a_job_and_its_faults_are_told(http: httpx.AsyncClient, drain: Drain) -> None:
    headers = await head_office()
    told = await imported(http, drain, (GOODS + "P2,,花间,护肤,,,S2,50ml,,99\n").encode(), headers)
    assert (told["status"], told["rows"], told["checked"], told["written"], told["faulty"]) == ("done", 2, 2, 1, 1)
    assert told["report"]["skus_created"] == 1
    assert told["faults"] == [{"row": 3, "field": "title", "reason": "必填"}]
    faults = await http.get(f"{IMPORTS}/{told['id']}/faults.csv", headers=headers)
    assert faults.content.decode() == "\ufeffrow,field,reason\r\n3,title,必填\r\n"
    (listed,) = (await http.get(IMPORTS, headers=headers)).json()["items"]
    assert (listed["id"], listed["file_name"], "faults" in listed) == (told["id"], "商品.csv", False)
    assert await db.fetch_value("SELECT content IS NULL FROM goods_imports")


def bomb() -> bytes:
    """A small XLSX whose sheet unpacks to more than is let in."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sheet1.xml", "w") as part:
        for _ in range(300):
            part.write(bytes(1024 * 1024))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 422, "import_wrong_columns"),
        (b"\xff\xfe\x00", 422, "import_not_text"),
        (b"a,b\n1,2\n", 422, "import_wrong_columns"),
        (b"PK\x03\x04\x00\x00\xff\xff", 422, "import_not_workbook"),
        (b"x" * (MOST_BYTES + 1), 413, "body_too_large"),
        (bomb(), 413, "import_too_large"),
    ],
    ids=["empty", "no text", "wrong columns", "no workbook", "too large", "zip bomb"],
)
async def test_what_is_no_goods_file_is_refused_at_once(
    http: httpx.AsyncClient, raw: bytes, status: int, code: str
) -> None:
    answer = await http.post(IMPORTS, content=raw, headers=await head_office())
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await db.fetch_value("SELECT count(*) FROM goods_imports") == 0


async def test_what_only_shows_below_the_header_refuses_the_whole_file(http: httpx.AsyncClient, drain: Drain) -> None:
    headers = await head_office()
    told = await imported(
        http, drain, (GOODS.strip() + ",1\n").replace("price_yuan", "price_yuan,stock").encode(), headers
    )
    assert (told["status"], told["written"]) == ("refused", 0)
    assert told["refusal"] == "库存地点不存在：请先建立仓库或门店库存地点"
    assert await Product.all().count() == 0
    assert await db.fetch_value("SELECT count(*) FROM goods_import_skus") == 0


async def test_the_template_can_be_sent_in_as_it_is(http: httpx.AsyncClient, drain: Drain) -> None:
    headers = await head_office()
    await open_location("W1", "总仓", LocationKind.WAREHOUSE)
    for file_format in ("csv", "xlsx"):
        template = await http.get("/admin/v1/catalogue/template", params={"format": file_format}, headers=headers)
        assert f"goods-template.{file_format}" in template.headers["content-disposition"]
        assert (await imported(http, drain, template.content, headers))["written"] == 1
    assert await Sku.all().count() == 1


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
async def test_the_whole_catalogue_comes_out_as_it_can_go_in(
    http: httpx.AsyncClient, drain: Drain, file_format: str
) -> None:
    headers = await head_office()
    lines = "".join(f"P{n // 2},茶 {n // 2},云上,茶/绿茶,,,S{n},{n} 克,,9.9{n % 10}\n" for n in range(900))
    await imported(http, drain, f"{HEADER}\n{lines}".encode(), headers)
    answer = await http.get("/admin/v1/catalogue/export", params={"format": file_format}, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["transfer-encoding"] == "chunked"
    told = await imported(http, drain, answer.content, headers)
    assert (told["written"], told["faulty"]) == (900, 0)
    assert not any(told["report"].values())


async def test_a_delivery_counts_once(http: httpx.AsyncClient, drain: Drain) -> None:
    headers = await head_office()
    warehouse = await open_location("W1", "总仓", LocationKind.WAREHOUSE)
    await imported(http, drain, GOODS.encode(), headers)
    sku = await Sku.get(code="S1")
    delivery = {"number": "D-1", "lines": [{"sku_id": str(sku.id), "quantity": 30}]}
    for _ in range(2):
        assert (await http.post("/admin/v1/stock/receipts", json=delivery, headers=headers)).status_code == 204
    assert (await level(warehouse, sku.id)).on_hand == 30


async def test_a_delivery_of_unknown_goods_is_refused_whole(http: httpx.AsyncClient, drain: Drain) -> None:
    headers = await head_office()
    warehouse = await open_location("W1", "总仓", LocationKind.WAREHOUSE)
    await imported(http, drain, GOODS.encode(), headers)
    sku = await Sku.get(code="S1")
    lines = [{"sku_id": str(sku_id), "quantity": 1} for sku_id in (sku.id, uuid4())]
    answer = await http.post("/admin/v1/stock/receipts", json={"number": "D-2", "lines": lines}, headers=headers)
    assert 400 <= answer.status_code < 500
    assert (await level(warehouse, sku.id)).on_hand == 0


async def test_a_header_alone_imports_nothing(http: httpx.AsyncClient, drain: Drain) -> None:
    told = await imported(http, drain, HEADER.encode(), await head_office())
    assert (told["status"], told["written"]) == ("done", 0)


async def test_an_unknown_import_is_not_found(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    for path in (f"{IMPORTS}/{uuid4()}", f"{IMPORTS}/{uuid4()}/faults.csv"):
        assert (await http.get(path, headers=headers)).status_code == 404
