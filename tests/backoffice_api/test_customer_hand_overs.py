"""Head office sets the rules of attribution, changes a guide by hand, and hands customers over."""

from typing import Any
from uuid import UUID

import httpx

from app.guides.models import Attribution, Follow
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.members.models import Member
from app.staff.states import Role
from tests.backoffice_api.factory import head_office, someone

RULES = {
    **{"mode": "one", "friends": "latest", "entry_days": 7, "friend_days": 30, "purchase_days": 0},
    "performance": "own_or_link",
}


async def customer_of(staff_id: UUID, external_userid: str = "wm1") -> UUID:
    member_id, now = new_id(), clock.now()
    await Member.create(id=member_id, created_at=now)
    await Follow.create(
        id=new_id(), external_userid=external_userid, staff_id=staff_id, member_id=member_id, followed_at=now
    )
    await Attribution.create(member_id=member_id, staff_id=staff_id, since=now)
    return member_id


async def test_rules_are_added_and_the_latest_is_in_force(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    before = (await http.get("/admin/v1/attribution-rules", headers=headers)).json()
    assert (before["in_force"]["version"], before["in_force"]["friends"], before["items"]) == (0, "first", [])
    for friends in ("latest", "first_of_store"):
        made = await http.post("/admin/v1/attribution-rules", json=RULES | {"friends": friends}, headers=headers)
        assert made.status_code == 201, made.text
    shown = (await http.get("/admin/v1/attribution-rules?limit=1", headers=headers)).json()
    assert (shown["in_force"]["version"], shown["in_force"]["friends"], shown["next_cursor"]) == (
        2,
        "first_of_store",
        2,
    )
    older = (await http.get("/admin/v1/attribution-rules?limit=1&cursor=2", headers=headers)).json()
    assert [one["version"] for one in older["items"]] == [1]
    for wrong in ({"friend_days": -1}, {"entry_days": 36_501}, {"mode": "two"}):
        answer = await http.post("/admin/v1/attribution-rules", json=RULES | wrong, headers=headers)
        assert answer.status_code == 422


async def test_a_guide_is_changed_by_hand_with_a_reason_and_audited(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    (old, _), (new, _) = await someone(Role.GUIDE), await someone(Role.GUIDE)
    member_id = await customer_of(old)
    path = f"/admin/v1/members/{member_id}"
    assert (await http.put(f"{path}/guide", json={"staff_id": str(new)}, headers=headers)).status_code == 422
    changed = await http.put(f"{path}/guide", json={"staff_id": str(new), "reason": "客户要求更换"}, headers=headers)
    assert changed.json()["staff_id"] == str(new)
    (change,) = (await http.get(f"{path}/guide-changes", headers=headers)).json()["items"]
    assert (change["from_staff_id"], change["to_staff_id"]) == (str(old), str(new))
    assert (change["reason"], change["note"]) == ("by_hand", "客户要求更换")
    audit = await db.fetch("SELECT action FROM audit_entries WHERE action LIKE 'PUT %/guide'")
    assert len(audit) == 1
    nobody = await http.put(
        f"/admin/v1/members/{new_id()}/guide", json={"staff_id": None, "reason": "无"}, headers=headers
    )
    assert nobody.status_code == 404


async def test_a_hand_over_is_begun_watched_and_taken_back(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    (old, _), (new, _) = await someone(Role.GUIDE), await someone(Role.GUIDE)
    members = [await customer_of(old, f"wm{at}") for at in range(3)]
    wanted: dict[str, Any] = {"from_staff_id": str(old), "to_staff_ids": [str(new)], "commission": "move"}
    made = await http.post("/admin/v1/customer-hand-overs", json=wanted, headers=headers)
    assert made.status_code == 201, made.text
    assert (made.json()["customers"], made.json()["resigned"]) == ({"planned": 3}, False)
    path = f"/admin/v1/customer-hand-overs/{made.json()['id']}"
    first = (await http.get(f"{path}/customers?limit=2", headers=headers)).json()
    rest = (await http.get(f"{path}/customers?limit=2&cursor={first['next_cursor']}", headers=headers)).json()
    assert {row["member_id"] for row in first["items"] + rest["items"]} == set(map(str, members))
    assert rest["next_cursor"] is None
    assert (await http.get(f"{path}/groups", headers=headers)).json()["items"] == []
    taken_back = await http.post(f"{path}/cancel", headers=headers)
    assert taken_back.json()["customers"] == {"cancelled": 3}
    (line,) = (await http.get("/admin/v1/customer-hand-overs", headers=headers)).json()["items"]
    assert line["cancelled_at"] is not None
    assert (await http.get("/admin/v1/customer-hand-overs/unassigned", headers=headers)).json()["items"] == []
    assert (await http.get(f"/admin/v1/customer-hand-overs/{new_id()}", headers=headers)).status_code == 404


async def test_a_hand_over_to_nobody_or_oneself_is_refused(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    staff_id, _ = await someone(Role.GUIDE)
    for successors, status in (([], 422), ([str(staff_id)], 422), ([str(new_id())], 422)):
        body = {"from_staff_id": str(staff_id), "to_staff_ids": successors}
        answer = await http.post("/admin/v1/customer-hand-overs", json=body, headers=headers)
        assert answer.status_code == status
