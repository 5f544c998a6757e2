import httpx
import pytest

from app.kernel.ids import new_id
from tests.app.inventory.factory import PEOPLES_SQUARE, skus, store

LATITUDE, LONGITUDE = PEOPLES_SQUARE
HERE = f"/mp/v1/stores?latitude={LATITUDE}&longitude={LONGITUDE}"


async def test_anyone_finds_the_nearest_open_stores_page_by_page(http: httpx.AsyncClient) -> None:
    await store("B", at=(31.24, 121.4737))
    await store("A")
    await store("C", hours={}, at=(31.25, 121.4737))
    first = (await http.get(f"{HERE}&limit=1")).json()
    assert [(one["code"], one["metres"], one["open"]) for one in first["items"]] == [("A", 0, True)]
    rest = (await http.get(f"{HERE}&cursor={first['next_cursor']}")).json()
    assert [(one["code"], one["metres"], one["open"]) for one in rest["items"]] == [
        ("B", 1067, True),
        ("C", 2179, False),
    ]
    opened = (await http.get(f"{HERE}&open_now=true&service=pick_up&region=31")).json()
    assert [one["code"] for one in opened["items"]] == ["A", "B"]


async def test_a_shopper_sees_who_has_it_and_the_stores_page(http: httpx.AsyncClient) -> None:
    (tea,) = await skus(1)
    store_id, _ = await store("A", {tea: 3})
    await store("B")
    (has_it,) = (await http.get(f"{HERE}&sku_id={tea}")).json()["items"]
    assert (has_it["id"], has_it["stock"]) == (str(store_id), 3)
    shown = (await http.get(f"/mp/v1/stores/{store_id}")).json()
    assert (shown["name"], shown["hours"]["1"]) == ("门店A", [["00:00", "24:00"]])
    gone = await http.get(f"/mp/v1/stores/{new_id()}")
    assert (gone.status_code, gone.json()["code"]) == (404, "store_not_found")


@pytest.mark.parametrize(
    "query",
    [
        "latitude=31",
        "latitude=91&longitude=121",
        "latitude=nan&longitude=121",
        "latitude=31&longitude=inf",
        "service=massage",
        "delivers_here=true",
        "cursor=1",
        "cursor=1.------------------------------------",
        "cursor=999999999.01a201f3-01c7-74de-8190-4754769398aa",
        "limit=0",
        "limit=51",
        "region=上海",
        "sku_id=1",
        "radius=9",
    ],
)
async def test_a_search_that_makes_no_sense_is_refused(http: httpx.AsyncClient, query: str) -> None:
    answer = await http.get(f"/mp/v1/stores?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_fields")
