"""Group codes, store codes and acquisition links at the back office's door."""

import httpx
import pytest

from app.events.acquisition import GroupCodeDue, LinkDue
from app.kernel import db
from app.kernel.ids import new_id
from app.staff.states import Role
from tests.app.acquisition.test_store_codes import HERE, channel_code, store
from tests.backoffice_api.factory import head_office, someone

GROUP = """
INSERT INTO group_chats (chat_id, name, owner_userid, member_version, created_at, synced_at)
VALUES ($1, '群', 'lina', '', now(), now())
"""


async def jobs(event: type) -> int:
    pattern = f"{event.__name__}>%"
    return int(await db.fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE $1", pattern))


async def test_a_group_code_is_asked_for_edited_listed_and_deleted(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    await db.execute(GROUP, "wr1")
    body = {"name": "粉丝群", "chat_ids": ["wr1"], "base_name": "粉丝群"}
    made = await http.post("/admin/v1/group-codes", json=body, headers=headers)
    assert (made.status_code, made.json()["status"], made.json()["qr_code"]) == (201, "requested", None)
    one = f"/admin/v1/group-codes/{made.json()['id']}"
    edited = await http.put(one, json=body | {"name": "二店群"}, headers=headers)
    assert edited.json()["name"] == "二店群"
    assert await jobs(GroupCodeDue) == 2
    listed = (await http.get("/admin/v1/group-codes", headers=headers)).json()
    assert [item["name"] for item in listed["items"]] == ["二店群"]
    counted = (await http.get(f"{one}/statistics", headers=headers)).json()
    assert (counted["joined"], counted["first_orders"]) == (0, 0)
    assert (await http.delete(one, headers=headers)).status_code == 204
    assert (await http.get("/admin/v1/group-codes", headers=headers)).json()["items"] == []
    assert (await http.post(f"{one}/enable", headers=headers)).status_code == 404
    unknown = await http.post("/admin/v1/group-codes", json=body | {"chat_ids": ["wr2"]}, headers=headers)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_group")


async def test_a_link_is_asked_for_with_channels(http: httpx.AsyncClient) -> None:
    headers, (guide, _) = await head_office(), await someone(Role.GUIDE)
    body = {"name": "抖音", "staff_ids": [str(guide)], "skip_verify": False}
    made = await http.post("/admin/v1/acquisition-links", json=body, headers=headers)
    assert (made.status_code, made.json()["status"]) == (201, "requested")
    one = f"/admin/v1/acquisition-links/{made.json()['id']}"
    await http.post(f"{one}/channels", json={"name": "小红书", "ad": "A1"}, headers=headers)
    shown = (await http.get(one, headers=headers)).json()
    assert [(each["name"], each["ad"], each["url"]) for each in shown["channels"]] == [
        ("抖音", "", None),
        ("小红书", "A1", None),
    ]
    assert (await http.put(one, json=body | {"name": "视频号"}, headers=headers)).json()["name"] == "视频号"
    assert await jobs(LinkDue) == 2
    counted = (await http.get(f"{one}/statistics", headers=headers)).json()["channels"]
    assert [(each["won"], each["funnel"]["friends"]) for each in counted] == [(0, 0), (0, 0)]
    assert (await http.get("/admin/v1/acquisition-links/quota", headers=headers)).json() == {"quota": None}
    listed = (await http.get("/admin/v1/acquisition-links", headers=headers)).json()
    assert [item["id"] for item in listed["items"]] == [made.json()["id"]]
    assert (await http.delete(one, headers=headers)).status_code == 204
    nobody = await http.post("/admin/v1/acquisition-links", json={"name": "无"}, headers=headers)
    assert nobody.status_code == 422


async def test_a_store_code_is_made_and_anyone_finds_the_nearest_store(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    here, target = await store(HERE), await channel_code()
    entries = [{"store_id": str(here), "target_id": str(target), "radius_m": 3000}]
    body = {"name": "全国门店", "mode": "guide", "entries": entries}
    made = await http.post("/admin/v1/store-codes", json=body, headers=headers)
    assert made.status_code == 201
    assert made.json()["page"].startswith(f"pages/store-code/index.html?id={made.json()['id']}&s=")
    place = {"latitude": HERE[0], "longitude": HERE[1]}
    nearest = f"/mp/v1/store-codes/{made.json()['id']}/nearest"
    found = (await http.get(nearest, params=place)).json()
    assert (found["outcome"], found["stores"][0]["qr_code"]) == ("nearest", f"https://qr/{target}")
    assert (await http.get(nearest)).json()["outcome"] == "choose"
    one = f"/admin/v1/store-codes/{made.json()['id']}"
    assert (await http.put(one, json=body | {"name": "华东"}, headers=headers)).json()["name"] == "华东"
    assert [each["name"] for each in (await http.get("/admin/v1/store-codes", headers=headers)).json()["items"]] == [
        "华东"
    ]
    assert (await http.delete(one, headers=headers)).status_code == 204
    assert (await http.get(nearest)).json()["code"] == "store_code_not_found"


@pytest.mark.parametrize("query", ["latitude=31", "latitude=91&longitude=121", "latitude=nan&longitude=1", "radius=9"])
async def test_a_place_that_makes_no_sense_is_refused(http: httpx.AsyncClient, query: str) -> None:
    answer = await http.get(f"/mp/v1/store-codes/{new_id()}/nearest?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_fields")


async def test_asking_for_the_nearest_store_is_limited(http: httpx.AsyncClient) -> None:
    path = f"/mp/v1/store-codes/{new_id()}/nearest"
    answers = [(await http.get(path)).status_code for _ in range(301)]
    assert (set(answers[:300]), answers[300]) == ({404}, 429)
