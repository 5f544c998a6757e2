from uuid import uuid4

import httpx
import pytest

from app.kernel import db
from app.staff.states import Role
from tests.backoffice_api.factory import head_office, someone


async def test_a_channel_code_is_asked_for_and_shown(http: httpx.AsyncClient) -> None:
    headers, (guide, _) = await head_office(), await someone(Role.GUIDE)
    body = {"name": "南京西路店", "staff_id": str(guide), "welcome_text": "您好，我是小满"}
    made = await http.post("/admin/v1/channel-codes", json=body, headers=headers)
    assert (made.status_code, made.json()["status"]) == (201, "requested")
    shown = await http.get(f"/admin/v1/channel-codes/{made.json()['id']}", headers=headers)
    assert shown.json() == made.json()
    jobs = await db.fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'ChannelCodeRequested>%'")
    assert jobs == 1


async def test_codes_are_listed_newest_first_in_pages(http: httpx.AsyncClient) -> None:
    headers, (guide, _) = await head_office(), await someone(Role.GUIDE)
    for name in ("一", "二", "三"):
        body = {"name": name, "staff_id": str(guide), "welcome_text": "您好"}
        await http.post("/admin/v1/channel-codes", json=body, headers=headers)
    first = (await http.get("/admin/v1/channel-codes", params={"limit": 2}, headers=headers)).json()
    query = {"limit": 2, "cursor": first["next_cursor"]}
    second = (await http.get("/admin/v1/channel-codes", params=query, headers=headers)).json()
    assert [item["name"] for item in first["items"] + second["items"]] == ["三", "二", "一"]


async def test_a_code_for_nobody_or_an_unknown_code_is_refused(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    body = {"name": "店", "staff_id": str(uuid4()), "welcome_text": "您好"}
    assert (await http.post("/admin/v1/channel-codes", json=body, headers=headers)).status_code == 422
    assert (await http.get(f"/admin/v1/channel-codes/{uuid4()}", headers=headers)).status_code == 404


async def test_a_code_is_edited_disabled_enabled_and_deleted(http: httpx.AsyncClient) -> None:
    headers, (guide, _), (other, _) = await head_office(), await someone(Role.GUIDE), await someone(Role.GUIDE)
    body = {"name": "店", "staff_id": str(guide), "welcome_text": "您好"}
    made = await http.post("/admin/v1/channel-codes", json=body, headers=headers)
    one = f"/admin/v1/channel-codes/{made.json()['id']}"
    rules = {
        "name": "店二",
        "guides": [{"staff_id": str(guide), "daily_cap": 3}, {"staff_id": str(other), "backup": True}],
        "rotation": "weighted",
        "welcome_text": "您好",
        "remark_template": "{昵称}-{渠道}",
        "campaign": "618",
    }
    edited = (await http.put(one, json=rules, headers=headers)).json()
    assert {name: edited[name] for name in ("name", "rotation", "campaign")} == {
        "name": "店二",
        "rotation": "weighted",
        "campaign": "618",
    }
    assert [(guide["daily_cap"], guide["backup"]) for guide in edited["guides"]] == [(3, False), (None, True)]
    assert (await http.post(f"{one}/disable", headers=headers)).json()["status"] == "disabled"
    assert (await http.post(f"{one}/enable", headers=headers)).json()["status"] == "requested"
    assert (await http.delete(one, headers=headers)).status_code == 204
    assert (await http.get("/admin/v1/channel-codes", headers=headers)).json()["items"] == []
    assert (await http.post(f"{one}/enable", headers=headers)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"guides": []},
        {"guides": [{"staff_id": str(uuid4())} for _ in range(101)]},
        {"guides": [{"staff_id": str(uuid4()), "backup": True}]},
        {"guides": [{"staff_id": str(uuid4()), "windows": [{"days": [8], "start": "09:00", "end": "18:00"}]}]},
        {"guides": [{"staff_id": str(uuid4()), "windows": [{"days": [1], "start": "24:30", "end": "18:00"}]}]},
        {"remark_template": "{姓名}"},
        {"welcomes": [{"text": "您好", "card": {"kind": "coupon", "id": str(uuid4())}}]},
        {"staff_id": str(uuid4()), "guides": [{"staff_id": str(uuid4())}]},
    ],
)
async def test_rules_that_make_no_sense_are_refused(http: httpx.AsyncClient, wrong: dict[str, object]) -> None:
    headers, (guide, _) = await head_office(), await someone(Role.GUIDE)
    body = {"name": "店", "guides": [{"staff_id": str(guide)}], "welcome_text": "您好"}
    assert (await http.post("/admin/v1/channel-codes", json=body, headers=headers)).status_code == 201
    refused = await http.post("/admin/v1/channel-codes", json=body | wrong, headers=headers)
    assert refused.status_code == 422
    assert await db.fetch_value("SELECT count(*) FROM channel_codes") == 1
