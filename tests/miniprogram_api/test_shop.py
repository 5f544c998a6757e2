"""What a shopper's phone may ask of goods, cart and orders, over real HTTP."""

import json
from secrets import token_hex
from typing import Any

import httpx
import pytest

from app.kernel.ids import new_id
from app.orders.models import Order
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import MP, shopper


async def test_anyone_sees_products_and_unknown_ones_are_not_there(http: httpx.AsyncClient) -> None:
    goods = await stocked(stock=4)
    listed = (await http.get(f"{MP}/products", params={"category": "绿茶"})).json()
    assert [item["id"] for item in listed["items"]] == [str(goods.product_id)]
    shown = await http.get(f"{MP}/products/{goods.product_id}")
    assert shown.headers["content-type"] == "application/json"
    assert [(sku["price"], sku["stock"]) for sku in shown.json()["skus"]] == [(1290, 4)]
    missing = await http.get(f"{MP}/products/{new_id()}")
    assert (missing.status_code, missing.json()["code"]) == (404, "product_not_found")


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"cursor": "1"}, {"category": "长" * 256}, {"page": 2}]
)
async def test_a_wrong_query_is_refused(http: httpx.AsyncClient, query: dict[str, Any]) -> None:
    assert (await http.get(f"{MP}/products", params=query)).status_code == 422


async def test_nul_bytes_are_refused_in_urls_and_bodies(http: httpx.AsyncClient) -> None:
    buyer = await shopper(http)
    assert (await http.get(f"{MP}/products?category=%00")).json()["code"] == "nul_byte"
    body = b'{"sku_id":"\\u0000","quantity":1}'
    assert (await buyer.call("PUT", "/cart", content=body)).json()["code"] == "nul_byte"


async def test_the_cart_follows_the_member_to_every_device(http: httpx.AsyncClient) -> None:
    goods, buyer = await stocked(), await shopper(http)
    line = {"sku_id": str(goods.sku_id), "quantity": 2}
    assert (await buyer.call("PUT", "/cart", json=line)).status_code == 204
    shown = (await buyer.call("GET", "/cart")).json()
    assert ([item["quantity"] for item in shown["items"]], shown["total"]) == ([2], 2_580)
    assert (await (await shopper(http)).call("GET", "/cart")).json()["items"] == []
    assert (await buyer.call("DELETE", f"/cart/{goods.sku_id}")).status_code == 204
    assert (await buyer.call("GET", "/cart")).json() == {"items": [], "total": 0}


async def test_without_a_session_there_is_no_cart_and_no_order(http: httpx.AsyncClient) -> None:
    for method, path in [("GET", "/cart"), ("GET", "/orders"), ("POST", "/orders"), ("GET", f"/orders/{new_id()}")]:
        assert (await http.request(method, MP + path)).status_code == 401
        forged = {"Authorization": "Bearer e30.e30.x"}
        assert (await http.request(method, MP + path, headers=forged)).status_code == 401


QUANTITIES = [0, -1, 1_000, 10**30, 1.5, 1.0, "1", True, None, [1], {}]


@pytest.mark.parametrize("quantity", QUANTITIES, ids=repr)
async def test_odd_quantities_are_refused_everywhere(http: httpx.AsyncClient, quantity: Any) -> None:
    goods, buyer = await stocked(), await shopper(http)
    line = {"sku_id": str(goods.sku_id), "quantity": quantity}
    key = {"Idempotency-Key": token_hex(16)}
    for method, path, body in (("PUT", "/cart", line), ("POST", "/orders", {"lines": [line]})):
        answer = await buyer.call(method, path, content=json.dumps(body), headers=key)
        assert answer.status_code in (400, 422), answer.text
    assert not await Order.exists()


SKU = "01900000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "body",
    [
        {"lines": []},
        {"lines": [{"sku_id": SKU, "quantity": 1}] * 51},
        {"lines": [{"sku_id": "1", "quantity": 1}]},
        {"lines": [{"quantity": 1}]},
        {"lines": [{"sku_id": SKU, "quantity": 1, "price": 1}]},
        {"lines": [{"sku_id": SKU, "quantity": 1}], "total": 1},
        {"lines": [{"sku_id": SKU, "quantity": 1}], "member_id": SKU},
        {"lines": "x"},
        [],
    ],
)
async def test_an_order_with_wrong_fields_is_refused_and_the_fields_are_named(
    http: httpx.AsyncClient, body: Any
) -> None:
    buyer = await shopper(http)
    answer = await buyer.call("POST", "/orders", json=body, headers={"Idempotency-Key": token_hex(16)})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_fields")
    assert answer.json()["errors"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 200_000, b'{"lines": NaN}', b"x" * 300_000])
async def test_what_is_not_json_is_refused(http: httpx.AsyncClient, body: bytes) -> None:
    buyer = await shopper(http)
    answer = await buyer.call("POST", "/orders", content=body, headers={"Idempotency-Key": token_hex(16)})
    assert answer.status_code in (400, 413)


@pytest.mark.parametrize("key", ["", "short", "x" * 65])
async def test_an_order_needs_an_idempotency_key(http: httpx.AsyncClient, key: str) -> None:
    goods, buyer = await stocked(), await shopper(http)
    body = {"lines": [{"sku_id": str(goods.sku_id), "quantity": 1}]}
    answer = await buyer.call("POST", "/orders", json=body, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


async def test_refusals_say_what_to_do_about_which_sku(http: httpx.AsyncClient) -> None:
    goods, buyer = await stocked(stock=1), await shopper(http)
    short = await buyer.place((goods.sku_id, 2))
    assert (short.status_code, short.json()["code"]) == (409, "out_of_stock")
    assert short.json()["facts"]["short"] == [{"sku_id": str(goods.sku_id), "wanted": 2, "available": 1}]
    unknown = new_id()
    gone = await buyer.place((unknown, 1))
    assert (gone.status_code, gone.json()["facts"]) == (409, {"sku_ids": [str(unknown)]})
    await buyer.place((goods.sku_id, 1), key="the-same-key")
    reused = await buyer.place((goods.sku_id, 3), key="the-same-key")
    assert (reused.status_code, reused.json()["code"]) == (409, "idempotency_key_reused")


async def test_somebody_elses_order_is_not_there(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    goods, buyer, stranger = await stocked(), await shopper(http), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    for method, path in [("GET", ""), ("POST", "/payment"), ("POST", "/cancel")]:
        answer = await stranger.call(method, f"/orders/{order['id']}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "order_not_found")
    assert (await stranger.call("GET", "/orders")).json()["items"] == []
    assert (await buyer.read(order))["status"] == "unpaid"


async def test_a_members_orders_are_listed_newest_first_page_by_page(http: httpx.AsyncClient) -> None:
    goods, buyer = await stocked(), await shopper(http)
    placed = [(await buyer.order((goods.sku_id, 2)))["id"] for _ in range(3)]
    first = (await buyer.call("GET", "/orders", params={"limit": 2})).json()
    rest = (await buyer.call("GET", "/orders", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == placed[::-1]
    assert (first["items"][0]["pieces"], first["items"][0]["title"]) == (2, "龙井 1 号")
    assert rest["next_cursor"] is None


async def test_a_session_without_an_openid_cannot_pay(http: httpx.AsyncClient) -> None:
    goods, buyer = await stocked(), await shopper(http)
    order = await buyer.order((goods.sku_id, 1))
    assert (await buyer.call("POST", f"/orders/{order['id']}/payment")).status_code == 401
