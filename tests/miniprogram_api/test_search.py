"""What a shopper's phone may ask of searching, over real HTTP."""

from typing import Any

import httpx
import pytest

from app.catalog.models import Product
from app.kernel.ids import new_id
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import MP
from tests.app.showcase.factory import indexed, own_word, put_stock, shop


async def test_anyone_searches_and_pages(http: httpx.AsyncClient) -> None:
    await indexed(*(f"西湖龙井 {number} 号" for number in range(3)))
    first = (await http.get(f"{MP}/search", params={"q": "龙井", "limit": 2})).json()
    assert (first["match"], first["total"], first["next_cursor"]) == ("all_words", 3, "2")
    params: dict[str, Any] = {"q": "龙井", "limit": 2, "cursor": first["next_cursor"]}
    rest = (await http.get(f"{MP}/search", params=params)).json()
    assert len({item["id"] for item in first["items"] + rest["items"]}) == 3
    card = {
        "id",
        "title",
        "subtitle",
        "brand",
        "category",
        "image_url",
        "sales",
        "price_from",
        "list_price",
        "in_stock",
    }
    assert set(first["items"][0]) == card
    assert first["facets"]["brands"] == [{"name": "云上", "count": 3}]


async def test_goods_of_a_nearby_store_are_found_online(http: httpx.AsyncClient) -> None:
    goods = await stocked(stock=0)
    await indexed("安溪铁观音")
    store_id, place = await shop()
    await put_stock(goods.sku_id, place, 3)
    await own_word(store_id, goods.sku_id, price=990)
    params: dict[str, Any] = {"q": "龙井", "store_id": str(store_id), "in_stock": True}
    (item,) = (await http.get(f"{MP}/search", params=params)).json()["items"]
    assert (item["id"], item["price_from"], item["in_stock"]) == (str(goods.product_id), 990, True)
    shown = (await http.get(f"{MP}/products/{goods.product_id}", params={"store_id": str(store_id)})).json()
    assert [(sku["price"], sku["stock"]) for sku in shown["skus"]] == [(990, 3)]


async def test_a_store_nobody_knows_has_nothing_of_its_own(http: httpx.AsyncClient) -> None:
    await indexed("西湖龙井")
    answer = (await http.get(f"{MP}/search", params={"q": "龙井", "store_id": str(new_id())})).json()
    assert [item["in_stock"] for item in answer["items"]] == [False]


@pytest.mark.parametrize(
    "query",
    [
        *({}, {"q": ""}, {"q": "茶" * 65}, {"q": "茶", "sort": "best"}, {"q": "茶", "cursor": 1001}),
        *({"q": "茶", "cursor": -1}, {"q": "茶", "limit": 101}, {"q": "茶", "price_min": -1}),
        *(
            {"q": "茶", "price_max": 10**13},
            {"q": "茶", "price_min": 2, "price_max": 1},
            {"q": "茶", "price_min": "1.5"},
        ),
        *({"q": "茶", "store_id": "1"}, {"q": "茶", "page": 2}),
    ],
)
async def test_a_wrong_question_is_refused(http: httpx.AsyncClient, query: dict[str, Any]) -> None:
    assert (await http.get(f"{MP}/search", params=query)).status_code == 422


@pytest.mark.parametrize("raw", ["%FF%FE", "%27%29%3B--", "%ED%A0%80", "%25%5F", "%E2%80%8B", "%F0%9F%8D%B5", "%2B"])
async def test_any_bytes_are_safe_to_ask(http: httpx.AsyncClient, raw: str) -> None:
    assert (await http.get(f"{MP}/search?q={raw}")).json()["match"] == "popular"
    assert (await http.get(f"{MP}/search/suggestions?q={raw}")).json() == {"items": []}


async def test_suggestions_come_by_beginning_pinyin_and_initials(http: httpx.AsyncClient) -> None:
    await indexed("龙井绿茶", "龙井红茶", "龙须面", category="")
    for typed in ("龙", "long", "l", "LO"):
        answer = (await http.get(f"{MP}/search/suggestions", params={"q": typed})).json()
        assert answer["items"][0] == "龙井", typed
    assert (await http.get(f"{MP}/search/suggestions", params={"q": "lj"})).json() == {"items": ["龙井"]}
    assert len((await http.get(f"{MP}/search/suggestions", params={"q": "l", "limit": 1})).json()["items"]) == 1


async def test_a_scanned_barcode_answers_and_an_unknown_one_does_not(http: httpx.AsyncClient) -> None:
    goods = await stocked(barcode="6901234567892")
    shown = (await http.get(f"{MP}/products/by-barcode/6901234567892")).json()
    assert (shown["sku_id"], shown["product"]["id"]) == (str(goods.sku_id), str(goods.product_id))
    for barcode in ("1", "x" * 300, "%27"):
        assert (await http.get(f"{MP}/products/by-barcode/{barcode}")).status_code == 404
    await Product.filter(id=goods.product_id).update(shelf="off")
    assert (await http.get(f"{MP}/products/by-barcode/6901234567892")).status_code == 404
