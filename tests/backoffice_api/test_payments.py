"""What staff see of payments, refunds and incidents, and the one thing they may do about them."""

from uuid import uuid4

import httpx

from app.kernel import db
from app.payments import settle
from app.payments.refund import request
from app.payments.send_refunds import send_refund
from app.staff.states import Role
from tests.app.orders.factory import Drain
from tests.app.payments.factory import clock_forward, prepaid, press_pay, quiet, settled
from tests.backoffice_api.factory import head_office, someone

PAYMENTS = "/admin/v1/payments"
INCIDENTS = "/admin/v1/payments/incidents"


async def test_a_payment_is_found_by_order_or_number_with_its_refunds(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    headers, debt = await head_office(), await settled(sandbox)
    await settled(sandbox)
    await request(debt.payment_id, 290, "部分退款", "case:1")
    number = (await debt.row()).out_trade_no
    for query in ({"order_id": str(debt.subject_id)}, {"out_trade_no": number}):
        (shown,) = (await http.get(PAYMENTS, params=query, headers=headers)).json()["items"]
        assert (shown["out_trade_no"], shown["status"], shown["amount"]) == (number, "paid", 1_290)
        assert [(one["amount"], one["status"]) for one in shown["refunds"]] == [(290, "requested")]


async def test_payments_are_listed_newest_first_in_pages(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    headers = await head_office()
    made = [str((await settled(sandbox)).payment_id) for _ in range(3)]
    first = (await http.get(PAYMENTS, params={"limit": 2}, headers=headers)).json()
    second = (await http.get(PAYMENTS, params={"limit": 2, "cursor": first["next_cursor"]}, headers=headers)).json()
    assert [one["id"] for one in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None


async def test_an_incident_is_shown_with_the_way_its_money_goes_back(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    headers = await head_office()
    await quiet(sandbox)
    numbers = []
    for _ in range(2):
        debt, params = await prepaid(sandbox)
        numbers.append((await debt.row()).out_trade_no)
        await sandbox.post(f"/_sandbox/pay/orders/{numbers[-1]}/tamper", json={"total": 1})
        await press_pay(sandbox, debt.phone, params)
        await settle.by_query(numbers[-1])
    await drain()
    first = (await http.get(INCIDENTS, params={"limit": 1}, headers=headers)).json()
    query = {"limit": 1, "cursor": first["next_cursor"], "kind": "wrong_amount"}
    second = (await http.get(INCIDENTS, params=query, headers=headers)).json()
    shown = first["items"] + second["items"]
    assert [one["out_trade_no"] for one in shown] == numbers[::-1]
    assert {(one["kind"], one["amount"], one["refund"]["status"]) for one in shown} == {
        ("wrong_amount", 1, "processing")
    }
    none = await http.get(INCIDENTS, params={"kind": "double"}, headers=headers)
    assert none.json() == {"items": [], "next_cursor": None}


async def test_a_failed_refund_is_retried_by_a_job_under_its_own_number(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    """YunaiV/ruoyi-vue-pro: a failed channel refund could not be tried again."""
    headers, debt = await head_office(), await settled(sandbox)
    refund_id = await request(debt.payment_id, 290, "部分退款", "case:1")
    fault = {"path": "/v3/refund/domestic/refunds", "kind": "errcode", "errcode": "RULE_LIMIT"}
    await sandbox.post("/_sandbox/faults", json=fault)
    await send_refund(refund_id)
    before = (await http.get(PAYMENTS, headers=headers)).json()["items"][0]["refunds"][0]
    assert (before["status"], "RULELIMIT" in before["last_error"]) == ("failed", True)
    await clock_forward(sandbox, 66)
    headers = await head_office()
    again = await http.post(f"/admin/v1/refunds/{refund_id}/retry", headers=headers)
    assert (again.status_code, again.json()["status"]) == (200, "requested")
    await drain()
    after = (await http.get(PAYMENTS, headers=headers)).json()["items"][0]["refunds"][0]
    assert (after["status"], after["out_refund_no"]) == ("processing", before["out_refund_no"])
    refused = await http.post(f"/admin/v1/refunds/{refund_id}/retry", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "refund_not_failed")
    assert await db.fetch_value("SELECT count(*) FROM audit_entries") == 1


async def test_bad_queries_and_other_roles_are_refused(http: httpx.AsyncClient) -> None:
    headers, (_, guide) = await head_office(), await someone(Role.GUIDE)
    for query in ({"limit": 0}, {"limit": 101}, {"order_id": "x"}, {"out_trade_no": "P"}, {"by": "me"}):
        assert (await http.get(PAYMENTS, params=query, headers=headers)).status_code == 422, query
    assert (await http.get(INCIDENTS, params={"kind": "odd"}, headers=headers)).status_code == 422
    assert (await http.post(f"/admin/v1/refunds/{uuid4()}/retry", headers=headers)).status_code == 404
    for path in (PAYMENTS, INCIDENTS):
        assert (await http.get(path, headers=guide)).status_code == 403
        assert (await http.get(path)).status_code == 401
    assert (await http.post(f"/admin/v1/refunds/{uuid4()}/retry", headers=guide)).status_code == 403
