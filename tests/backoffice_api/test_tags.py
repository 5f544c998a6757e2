"""Tags in the back office: the library, who has which, and asking for a sync."""

from uuid import uuid4

import httpx
import pytest

from app.kernel import db
from app.staff.states import Role
from tests.backoffice_api.factory import someone

V1 = "/admin/v1"


async def test_a_library_is_kept(http: httpx.AsyncClient) -> None:
    _, headers = await someone(Role.COMMUNITY_MANAGER)
    made = await http.post(f"{V1}/tag-groups", json={"name": "会员等级", "priority": 3}, headers=headers)
    assert made.status_code == 201
    group = made.json()["id"]
    facts = {name: made.json()[name] for name in ("name", "priority", "mirrored", "origin", "wecom_id", "pending")}
    assert facts == {
        "name": "会员等级",
        "priority": 3,
        "mirrored": True,
        "origin": "ours",
        "wecom_id": None,
        "pending": False,
    }
    tags = [
        (await http.post(f"{V1}/tags", json={"group_id": group, "name": name}, headers=headers)).json()
        for name in ("金卡", "银卡", "铜卡")
    ]
    assert [tag["pending"] for tag in tags] == [True] * 3
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'TagChanged>%'") == 3
    query = {"group_id": group, "limit": 2}
    first = (await http.get(f"{V1}/tags", params=query, headers=headers)).json()
    second = (await http.get(f"{V1}/tags", params=query | {"cursor": first["next_cursor"]}, headers=headers)).json()
    assert [one["name"] for one in first["items"] + second["items"]] == ["金卡", "银卡", "铜卡"]
    changed = await http.put(f"{V1}/tags/{tags[0]['id']}", json={"name": "黑金", "priority": 9}, headers=headers)
    assert (changed.json()["name"], changed.json()["priority"]) == ("黑金", 9)
    taken = await http.put(f"{V1}/tags/{tags[0]['id']}", json={"name": "银卡"}, headers=headers)
    assert (taken.status_code, taken.json()["code"]) == (409, "tag_name_taken")
    assert (await http.delete(f"{V1}/tags/{tags[1]['id']}", headers=headers)).status_code == 204
    renamed = await http.put(f"{V1}/tag-groups/{group}", json={"name": "等级"}, headers=headers)
    assert renamed.json()["name"] == "等级"
    assert [one["name"] for one in (await http.get(f"{V1}/tag-groups", headers=headers)).json()["items"]] == ["等级"]
    assert (await http.delete(f"{V1}/tag-groups/{group}", headers=headers)).status_code == 204
    assert (await http.get(f"{V1}/tags", headers=headers)).json()["items"] == []
    assert (await http.delete(f"{V1}/tag-groups/{group}", headers=headers)).status_code == 404


async def test_who_put_a_tag_on_a_member_and_who_took_it_off(http: httpx.AsyncClient) -> None:
    staff, headers = await someone(Role.COMMUNITY_MANAGER)
    body = {"name": "内部", "mirrored": False}
    group = (await http.post(f"{V1}/tag-groups", json=body, headers=headers)).json()["id"]
    tag = (await http.post(f"{V1}/tags", json={"group_id": group, "name": "常客"}, headers=headers)).json()["id"]
    member = f"{V1}/members/{uuid4()}/tags"
    given = await http.post(member, json={"tag_ids": [tag]}, headers=headers)
    assert given.status_code == 200
    [shown] = given.json()["items"]
    assert {name: shown[name] for name in ("name", "group_name", "source", "put_by")} == {
        "name": "常客",
        "group_name": "内部",
        "source": "manual",
        "put_by": str(staff),
    }
    assert (await http.delete(f"{member}/{tag}", headers=headers)).status_code == 204
    after = (await http.get(member, headers=headers)).json()
    assert after["items"] == []
    assert [(one["removed_source"], one["removed_by"]) for one in after["past"]] == [("manual", str(staff))]
    assert (await http.post(member, json={"tag_ids": [str(uuid4())]}, headers=headers)).status_code == 404


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "一" * 31}, {"name": "好", "priority": -1}, {"color": "red"}])
async def test_what_wecom_would_not_take_is_refused(http: httpx.AsyncClient, wrong: dict[str, object]) -> None:
    _, headers = await someone(Role.HEAD_OFFICE)
    answer = await http.post(f"{V1}/tag-groups", json={"name": "好"} | wrong, headers=headers)
    assert answer.status_code == 422
    assert await db.fetch_value("SELECT count(*) FROM tag_groups") == 0
