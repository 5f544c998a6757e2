from typing import Any

import httpx
import pytest

from app.invoices.models import Invoice
from tests.app.aftersale.factory import delivered
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import Shopper, shopper

COMPANY = {
    "kind": "company",
    "title": "云上茶业有限公司",
    "email": "cai@example.com",
    "tax_number": "91310000MA1FL5E59X",
}
PERSON = {"kind": "person", "title": "林小满", "email": "lin@example.com"}


async def invoice_path(someone: Shopper) -> str:
    goods = await stocked(stock=9, price_yuan="10")
    return f"/orders/{await delivered(someone.member_id, (goods.sku_id, 2))}/invoice"


async def test_a_member_asks_once_and_corrects(http: httpx.AsyncClient) -> None:
    someone = await shopper(http)
    path = await invoice_path(someone)
    asked = await someone.call("POST", path, json=COMPANY)
    assert asked.status_code == 201, asked.text
    assert (asked.json()["amount"], asked.json()["status"]) == (2_000, "requested")
    again = await someone.call("POST", path, json=COMPANY)
    assert (again.status_code, again.json()["code"]) == (409, "invoice_asked_already")
    mended = await someone.call("PUT", path, json=PERSON)
    assert mended.json()["buyer"] == PERSON | {"tax_number": ""}
    listed = (await someone.call("GET", "/invoices")).json()
    assert [each["id"] for each in listed["items"]] == [asked.json()["id"]]


async def test_a_stranger_finds_neither_order_nor_invoice(http: httpx.AsyncClient) -> None:
    someone, stranger = await shopper(http), await shopper(http)
    path = await invoice_path(someone)
    assert (await stranger.call("POST", path, json=PERSON)).status_code == 404
    await someone.call("POST", path, json=PERSON)
    assert (await stranger.call("GET", path)).status_code == 404
    assert (await stranger.call("PUT", path, json=PERSON)).status_code == 404
    assert (await stranger.call("GET", "/invoices")).json()["items"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"tax_number": ""},
        {"tax_number": "91310000MA1FL5"},
        {"tax_number": "91310000ma1fl5e59x"},
        {"kind": "person"},
        {"kind": "firm"},
        {"title": " "},
        {"email": "cai"},
        {"email": "cai@example com"},
        {"amount": 1},
    ],
)
async def test_a_wrong_buyer_is_refused_and_nothing_is_asked(http: httpx.AsyncClient, wrong: dict[str, Any]) -> None:
    someone = await shopper(http)
    answer = await someone.call("POST", await invoice_path(someone), json=COMPANY | wrong)
    assert answer.status_code == 422, answer.text
    assert await Invoice.all().count() == 0
