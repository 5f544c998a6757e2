from typing import Any

import httpx
import pytest

from app.invoices.states import InvoiceStatus
from app.staff.states import Role
from tests.app.invoices.factory import COMPANY, bought, number
from tests.backoffice_api.factory import head_office, someone

ADMIN = "/admin/v1"


async def test_finance_issues_and_reverses(http: httpx.AsyncClient) -> None:
    headers, buyer = await head_office(), await bought()
    invoice_id = await buyer.asks()
    (waiting,) = (await http.get(f"{ADMIN}/invoices", params={"status": "requested"}, headers=headers)).json()["items"]
    assert (waiting["amount"], waiting["buyer"]["tax_number"]) == (3_000, COMPANY.tax_number)
    entered = {"revision": waiting["revision"], "invoice_no": number(), "file_url": "https://tax.example.com/1.pdf"}
    issued = await http.post(f"{ADMIN}/invoices/{invoice_id}/issue", json=entered, headers=headers)
    assert (issued.status_code, issued.json()["status"]) == (200, "issued"), issued.text
    await buyer.refunded(3_000)
    (owed,) = (await http.get(f"{ADMIN}/red-invoices", headers=headers)).json()["items"]
    assert (owed["amount"], owed["of_invoice_no"]) == (3_000, entered["invoice_no"])
    path = f"{ADMIN}/red-invoices/{owed['id']}/issue"
    used = await http.post(path, json={"invoice_no": entered["invoice_no"]}, headers=headers)
    assert (used.status_code, used.json()["code"]) == (409, "invoice_number_used")
    red = await http.post(path, json={"invoice_no": number()}, headers=headers)
    assert (red.json()["status"], red.json()["reversed"]) == ("reversed", 3_000)


async def test_finance_refuses_with_a_reason_that_the_member_sees(http: httpx.AsyncClient) -> None:
    headers, buyer = await head_office(), await bought()
    path = f"{ADMIN}/invoices/{await buyer.asks()}/refuse"
    assert (await http.post(path, json={}, headers=headers)).status_code == 422
    await http.post(path, json={"reason": "抬头与税号不符"}, headers=headers)
    assert (await buyer.invoice()).refusal == "抬头与税号不符"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"revision": 2}, 409),
        ({"revision": "1"}, 422),
        ({"invoice_no": "12AB5678"}, 422),
        ({"invoice_no": "1234567"}, 422),
        ({"file_url": "http://tax.example.com/1.pdf"}, 422),
        ({"amount": 1}, 422),
    ],
)
async def test_a_wrong_entry_is_refused_and_nothing_is_issued(
    http: httpx.AsyncClient, wrong: dict[str, Any], status: int
) -> None:
    headers, buyer = await head_office(), await bought()
    entry = {"revision": 1, "invoice_no": number()} | wrong
    answer = await http.post(f"{ADMIN}/invoices/{await buyer.asks()}/issue", json=entry, headers=headers)
    assert answer.status_code == status, answer.text
    assert (await buyer.invoice()).status is InvoiceStatus.REQUESTED


async def test_whose_invoices_they_are_is_head_offices_to_know(http: httpx.AsyncClient) -> None:
    _, headers = await someone(Role.MERCHANDISER)
    assert (await http.get(f"{ADMIN}/invoices", headers=headers)).status_code == 403
