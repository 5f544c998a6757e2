from secrets import token_hex
from uuid import UUID

import httpx
import pytest

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.staff.states import Role
from backoffice_api.models import AuditEntry
from tests.app.wallet.factory import balanced, has, with_stored_value
from tests.app.wallet.top_ups import paid_for
from tests.backoffice_api.factory import head_office, someone

ADMIN = "/admin/v1"


async def member() -> UUID:
    member_id = new_id()
    await db.execute("INSERT INTO members (id, nickname, created_at) VALUES ($1, '小满', $2)", member_id, clock.now())
    return member_id


async def adjust(http: httpx.AsyncClient, member_id: UUID, points: object, key: str = "") -> httpx.Response:
    headers = await head_office() | {"Idempotency-Key": key or token_hex(8)}
    body = {"points": points, "reason": "补发活动积分"}
    return await http.post(f"{ADMIN}/members/{member_id}/points", json=body, headers=headers)


async def test_points_are_given_and_taken_with_a_reason_in_the_audit_trail(http: httpx.AsyncClient) -> None:
    member_id = await member()
    assert (await adjust(http, member_id, 50)).json()["points"] == 50
    assert (await adjust(http, member_id, -20)).json()["points"] == 30
    entries = await AuditEntry.all().order_by("id")
    assert [entry.content for entry in entries] == [
        {"points": 50, "reason": "补发活动积分"},
        {"points": -20, "reason": "补发活动积分"},
    ]
    assert {entry.target["member_id"] for entry in entries} == {str(member_id)}
    await balanced()


async def test_one_key_adjusts_once(http: httpx.AsyncClient) -> None:
    member_id = await member()
    for points, key in ((50, "given-once"), (-20, "taken-once")):
        for _ in range(2):
            await adjust(http, member_id, points, key)
    assert await has(member_id) == (30, 0, 0)


@pytest.mark.parametrize(
    ("points", "status", "code"),
    [(-1, 409, "balance_too_low"), (1.5, 422, None), ("5", 422, None), (1_000_001, 422, None), (None, 422, None)],
)
async def test_a_wrong_adjustment_is_refused_and_nothing_changes(
    http: httpx.AsyncClient, points: object, status: int, code: str | None
) -> None:
    member_id = await member()
    answer = await adjust(http, member_id, points)
    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code
    assert await has(member_id) == (0, 0, 0)
    assert await AuditEntry.all().count() == 0


async def test_an_unknown_member_is_not_given_points(http: httpx.AsyncClient) -> None:
    assert (await adjust(http, new_id(), 10)).status_code == 404


async def test_only_head_office_adjusts_and_refunds(http: httpx.AsyncClient) -> None:
    _, headers = await someone(Role.COMMUNITY_MANAGER)
    member_id = await member()
    paths = (f"/members/{member_id}/points", f"/members/{member_id}/top-ups/{new_id()}/refund", "/top-up-offers")
    for path in paths:
        assert (await http.post(ADMIN + path, json={}, headers=headers)).status_code == 403
    assert (await http.get(f"{ADMIN}/members/{member_id}/wallet", headers=headers)).status_code == 200


async def test_offers_are_made_changed_shown_and_withdrawn(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    for bonus in (1_000, 2_000):
        body = {"amount": 50_000, "bonus": bonus}
        made = (await http.post(f"{ADMIN}/top-up-offers", json=body, headers=headers)).json()
    shown = (await http.get(f"{ADMIN}/top-up-offers", headers=headers)).json()["items"]
    assert shown == [{"id": made["id"], "amount": 50_000, "bonus": 2_000, "active": True}]
    assert (await http.delete(f"{ADMIN}/top-up-offers/{made['id']}", headers=headers)).status_code == 204
    assert (await http.get(f"{ADMIN}/top-up-offers", headers=headers)).json()["items"] == []
    body = {"amount": 50_000, "bonus": 50_001}
    assert (await http.post(f"{ADMIN}/top-up-offers", json=body, headers=headers)).status_code == 422


async def test_unused_principal_is_refunded_once(http: httpx.AsyncClient) -> None:
    headers, member_id = await head_office(), new_id()
    top_up = await paid_for(member_id, 10_000, 1_000)
    path = f"{ADMIN}/members/{member_id}/top-ups"
    answer = await http.post(f"{path}/{top_up.id}/refund", headers=headers)
    assert (answer.status_code, answer.json()["amount"]) == (200, 10_000)
    again = await http.post(f"{path}/{top_up.id}/refund", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "top_up_nothing_to_refund")
    (shown,) = (await http.get(path, headers=headers)).json()["items"]
    assert (shown["status"], shown["refunded"]) == ("refunded", 10_000)
    await balanced()


async def test_head_office_sees_a_members_balances(http: httpx.AsyncClient) -> None:
    member_id = await with_stored_value(700, 50)
    shown = (await http.get(f"{ADMIN}/members/{member_id}/wallet", headers=await head_office())).json()
    assert (shown["stored_value"], shown["principal"], shown["bonus"], shown["points"]) == (750, 700, 50, 0)
