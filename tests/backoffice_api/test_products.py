"""Products, categories, brands and what stores sell, at head office's door."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.inventory.open_store import open_store
from app.stores.edit import StoreCard
from tests.backoffice_api.factory import head_office

ADMIN = "/admin/v1"
TEA: dict[str, Any] = {
    "code": "T1",
    "title": "明前龙井",
    "category": "茶叶/绿茶",
    "brand": "云上",
    "media_urls": ["https://img.example.com/a.jpg", "https://img.example.com/a.mp4"],
    "skus": [{"code": "T1-1", "price": 12_800, "list_price": 15_800, "options": {"包装": "罐装"}, "barcode": "690"}],
}


async def made(http: httpx.AsyncClient, headers: dict[str, str], **terms: Any) -> dict[str, Any]:
    answer = await http.post(f"{ADMIN}/products", json=TEA | terms, headers=headers)
    assert answer.status_code == 201, answer.text
    product: dict[str, Any] = answer.json()
    return product


async def test_a_product_is_made_read_edited_and_listed(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    product = await made(http, headers, shelf_from="2030-01-01T08:00:00+08:00")
    assert [one["kind"] for one in product["media"]] == ["image", "video"]
    path = f"{ADMIN}/products/{product['id']}"
    skus = [{"code": "T1-1", "price": 9_900}, {"code": "T1-2", "price": 19_900}]
    edited = await http.put(path, json=TEA | {"title": "龙井", "kind": "bundle", "skus": skus}, headers=headers)
    assert edited.status_code == 200, edited.text
    shown = (await http.get(path, headers=headers)).json()
    assert shown == edited.json()
    assert (shown["title"], shown["kind"], shown["shelf_from"]) == ("龙井", "bundle", None)
    assert [(sku["code"], sku["price"]) for sku in shown["skus"]] == [("T1-1", 9_900), ("T1-2", 19_900)]
    assert shown["skus"][0]["id"] == product["skus"][0]["id"]
    await made(http, headers, code="T2", category="茶具", skus=[{"code": "T2-1", "price": 1}], shelf="off")
    for query, codes in (({}, ["T2", "T1"]), ({"category": "茶叶"}, ["T1"]), ({"shelf": "off"}, ["T2"])):
        page = (await http.get(f"{ADMIN}/products", params=query, headers=headers)).json()
        assert [item["code"] for item in page["items"]] == codes


@pytest.mark.parametrize(
    ("terms", "status"),
    [
        ({"code": "T1"}, 409),
        ({"skus": [{"code": "T1-1", "price": 1}]}, 409),
        ({"skus": [{"code": "N", "price": 1}, {"code": "N", "price": 2}]}, 409),
        ({"skus": [{"code": "N", "price": 0}]}, 422),
        ({"skus": [{"code": "N", "price": 1.5}]}, 422),
        ({"skus": [{"code": "N", "price": 1, "options": {"a=b": "c"}}]}, 422),
        ({"skus": []}, 422),
        ({"title": "两\n行"}, 422),
        ({"image_url": "javascript:alert(1)"}, 422),
        ({"media_urls": ["ftp://x"]}, 422),
        ({"category": "a/b/c/d/e/f"}, 422),
        ({"kind": "weapon"}, 422),
    ],
)
async def test_bad_terms_are_refused_and_nothing_is_written(
    http: httpx.AsyncClient, terms: dict[str, Any], status: int
) -> None:
    headers = await head_office()
    await made(http, headers)
    new = TEA | {"code": "NEW", "skus": [{"code": "NEW-1", "price": 1}]} | terms
    answer = await http.post(f"{ADMIN}/products", json=new, headers=headers)
    assert answer.status_code == status, answer.text
    assert len((await http.get(f"{ADMIN}/products", headers=headers)).json()["items"]) == 1


async def test_prices_bounds_and_shelf_are_set_and_unknown_goods_not_found(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    product = await made(http, headers)
    sku = f"{ADMIN}/skus/{product['skus'][0]['id']}"
    assert (await http.put(f"{sku}/price", json={"price": 11_000}, headers=headers)).status_code == 204
    assert (await http.put(f"{sku}/bounds", json={"lowest_price": 9_000}, headers=headers)).status_code == 204
    shelf = f"{ADMIN}/products/{product['id']}/shelf"
    assert (await http.put(shelf, json={"shelf": "off"}, headers=headers)).status_code == 204
    shown = (await http.get(f"{ADMIN}/products/{product['id']}", headers=headers)).json()
    assert (shown["shelf"], shown["skus"][0]["price"], shown["skus"][0]["lowest_price"]) == ("off", 11_000, 9_000)
    assert shown["skus"][0]["list_price"] is None
    wrong = {"lowest_price": 9_000, "highest_price": 8_000}
    assert (await http.put(f"{sku}/bounds", json=wrong, headers=headers)).status_code == 422
    for path, body in (
        (f"/skus/{uuid4()}/price", {"price": 1}),
        (f"/skus/{uuid4()}/bounds", {}),
        (f"/products/{uuid4()}/shelf", {"shelf": "on"}),
        (f"/products/{uuid4()}", TEA),
    ):
        assert (await http.put(ADMIN + path, json=body, headers=headers)).status_code == 404, path


async def test_a_store_says_what_it_sells_and_for_how_much(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    product = await made(http, headers)
    sku_id = product["skus"][0]["id"]
    store_id = await open_store("S1", StoreCard(name="人民广场店"))
    goods, path = f"{ADMIN}/stores/{store_id}/goods", f"{ADMIN}/stores/{store_id}/goods/{sku_id}"
    bounds = {"lowest_price": 10_000, "highest_price": 13_000}
    await http.put(f"{ADMIN}/skus/{sku_id}/bounds", json=bounds, headers=headers)
    refused = await http.put(path, json={"price": 13_001}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "price_out_of_bounds")
    assert refused.json()["facts"] == {"price": 13_001} | bounds
    assert (await http.put(path, json={"price": 13_000}, headers=headers)).status_code == 204
    (line,) = (await http.get(goods, headers=headers)).json()["items"]
    assert (line["price"], line["sold"], line["office_price"], line["sku_code"]) == (13_000, True, 12_800, "T1-1")
    assert (await http.delete(path, headers=headers)).status_code == 204
    assert (await http.get(goods, headers=headers)).json() == {"items": [], "next_cursor": None}
    nowhere = f"{ADMIN}/stores/{uuid4()}/goods/{sku_id}"
    assert (await http.put(nowhere, json={"price": 11_000}, headers=headers)).status_code == 404


async def test_categories_and_brands_are_kept_by_head_office(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    await made(http, headers)
    (root,) = (await http.get(f"{ADMIN}/categories", headers=headers)).json()["items"]
    assert root["path"] == "茶叶"
    query = {"parent_id": root["id"]}
    (leaf,) = (await http.get(f"{ADMIN}/categories", params=query, headers=headers)).json()["items"]
    moved = await http.put(f"{ADMIN}/categories/{leaf['id']}", json={"name": "春茶"}, headers=headers)
    assert moved.json()["path"] == "春茶"
    assert (await http.delete(f"{ADMIN}/categories/{leaf['id']}", headers=headers)).status_code == 409
    assert (await http.delete(f"{ADMIN}/categories/{root['id']}", headers=headers)).status_code == 204
    (brand,) = (await http.get(f"{ADMIN}/brands", headers=headers)).json()["items"]
    renamed = await http.put(f"{ADMIN}/brands/{brand['id']}", json={"name": "云上茶社"}, headers=headers)
    assert renamed.status_code == 200
    (line,) = (await http.get(f"{ADMIN}/products", headers=headers)).json()["items"]
    assert (line["category"], line["brand"]) == ("春茶", "云上茶社")
    assert (await http.post(f"{ADMIN}/brands", json={"name": "云上茶社"}, headers=headers)).status_code == 409
    assert (await http.post(f"{ADMIN}/categories", json={"name": "a/b"}, headers=headers)).status_code == 422
