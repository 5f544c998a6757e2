import httpx
import pytest

from app.catalog.models import Sku
from app.inventory.open_location import open_location
from app.inventory.queries import level
from app.inventory.states import LocationKind
from tests.backoffice_api.factory import GOODS, HEADER, head_office


async def test_a_goods_file_is_imported_and_its_faults_are_told(http: httpx.AsyncClient) -> None:
    raw = GOODS + "P2,,花间,护肤,,,S2,50ml,,99\n"
    answer = await http.post("/admin/v1/catalogue/imports", content=raw.encode(), headers=await head_office())
    assert answer.status_code == 200
    assert (answer.json()["skus_created"], answer.json()["faulty"]) == (1, 1)
    assert answer.json()["faults"] == [{"row": 3, "field": "title", "reason": "必填"}]


@pytest.mark.parametrize(
    ("raw", "status"), [(b"", 422), (b"\xff\xfe\x00", 422), (b"a,b\n1,2\n", 422), (b"x" * (8 * 1024 * 1024 + 1), 413)]
)
async def test_what_is_no_goods_file_is_refused(http: httpx.AsyncClient, raw: bytes, status: int) -> None:
    answer = await http.post("/admin/v1/catalogue/imports", content=raw, headers=await head_office())
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_delivery_counts_once(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    warehouse = await open_location("W1", "总仓", LocationKind.WAREHOUSE)
    await http.post("/admin/v1/catalogue/imports", content=GOODS.encode(), headers=headers)
    sku = await Sku.get(code="S1")
    delivery = {"number": "D-1", "lines": [{"sku_id": str(sku.id), "quantity": 30}]}
    for _ in range(2):
        assert (await http.post("/admin/v1/stock/receipts", json=delivery, headers=headers)).status_code == 204
    assert (await level(warehouse, sku.id)).on_hand == 30


async def test_a_header_alone_imports_nothing(http: httpx.AsyncClient) -> None:
    answer = await http.post("/admin/v1/catalogue/imports", content=HEADER.encode(), headers=await head_office())
    assert (answer.status_code, answer.json()["skus_created"]) == (200, 0)
