import hashlib
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.http.routes import Call, Route
from app.kernel import db
from app.kernel.actor import ActorKind
from app.referral.add_rule import add_rule
from app.referral.models import CommissionRule
from app.routes import DOORS
from app.staff.states import Role
from backoffice_api import audit
from backoffice_api.audited import audited
from backoffice_api.models import AuditEntry
from backoffice_api.routes import PREFIX, TABLE
from tests.backoffice_api.factory import GOODS, head_office, someone


async def entries() -> list[AuditEntry]:
    return await AuditEntry.all().order_by("id")


async def test_a_change_and_its_entry_are_written_together(http: httpx.AsyncClient) -> None:
    staff_id, headers = await someone(Role.HEAD_OFFICE)
    made = (await http.post("/admin/v1/commission-rules", json={"guide_rate": 500}, headers=headers)).json()
    (entry,) = await entries()
    assert (entry.staff_id, entry.action) == (staff_id, "POST /commission-rules")
    assert entry.target == {"id": made["id"]}
    assert entry.content == {"guide_rate": 500}


async def test_a_refused_change_leaves_no_entry(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    for method, path, body in (
        ("POST", "/commission-rules", {"guide_rate": 10_001}),
        ("POST", f"/sops/{uuid4()}/pause", None),
        (
            "POST",
            "/sops",
            {
                "name": "x",
                "chat_ids": ["no"],
                "steps": [{"anchor": "fixed", "text": "x", "at": "2030-01-01T00:00:00Z"}],
            },
        ),
    ):
        assert (await http.request(method, PREFIX + path, json=body, headers=headers)).status_code in (404, 422)
    assert await entries() == []


async def test_a_change_whose_entry_cannot_be_written_does_not_happen(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    await db.execute("ALTER TABLE audit_entries ADD CONSTRAINT broken CHECK (action = '')")
    try:
        answer = await http.post("/admin/v1/commission-rules", json={"guide_rate": 500}, headers=headers)
    finally:
        await db.execute("ALTER TABLE audit_entries DROP CONSTRAINT broken")
    assert answer.status_code == 500
    assert await CommissionRule.all().count() == 0


async def test_reads_leave_no_entry(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    for path in ("/audit", "/sops", "/groups", "/channel-codes"):
        assert (await http.get(PREFIX + path, headers=headers)).status_code == 200
    assert await entries() == []


async def test_of_a_file_its_size_and_hash_are_kept(http: httpx.AsyncClient) -> None:
    raw = GOODS.encode()
    await http.post("/admin/v1/catalogue/imports", content=raw, headers=await head_office())
    (entry,) = await entries()
    assert entry.content == {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


async def test_secrets_are_never_stored(database: None) -> None:
    staff_id, _ = await someone(Role.HEAD_OFFICE)
    await audit.write(staff_id, "x", {}, {"password": "hunter2", "note": "电话 13912345678", "deep": [{"token": "t0"}]})
    text = await db.fetch_value("SELECT content::text FROM audit_entries")
    assert not any(secret in text for secret in ("hunter2", "13912345678", "t0"))


UNSAFE = [route for route in TABLE if route.method != "GET" and route.who is not None]


@pytest.mark.parametrize("route", UNSAFE, ids=lambda route: f"{route.method} {route.path}")
async def test_every_route_that_changes_something_is_mounted_audited(database: None, route: Route) -> None:
    (wrap,) = [wrap for prefix, _, wrap in DOORS if prefix == PREFIX]
    assert wrap is audited
    assert wrap(route, route.handler) is not route.handler


async def test_only_logging_in_is_open_to_strangers(http: httpx.AsyncClient) -> None:
    assert [route.path for route in TABLE if route.who is None] == ["/sessions"]
    assert all(route.roles and route.who is ActorKind.STAFF for route in TABLE if route.who is not None)


async def test_the_trail_is_read_in_pages_newest_first(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    for rate in (1, 2, 3):
        await http.post("/admin/v1/commission-rules", json={"guide_rate": rate}, headers=headers)
    first = (await http.get("/admin/v1/audit", params={"limit": 2}, headers=headers)).json()
    query = {"limit": 2, "cursor": first["next_cursor"]}
    second = (await http.get("/admin/v1/audit", params=query, headers=headers)).json()
    assert [item["content"]["guide_rate"] for item in first["items"] + second["items"]] == [3, 2, 1]
    assert second["next_cursor"] is None


async def test_a_handler_that_fails_late_takes_its_entry_and_change_back(http: httpx.AsyncClient) -> None:
    async def careless(_: Call) -> None:
        await add_rule(1)
        raise RuntimeError("late")

    route = Route("POST", "/x", careless, ActorKind.STAFF)
    call: Any = None
    with pytest.raises(RuntimeError):
        await audited(route, careless)(call)
    assert await CommissionRule.all().count() == 0
