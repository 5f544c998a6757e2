from typing import Any

import httpx
import pytest

from tests.app.campaigns.factory import group
from tests.backoffice_api.factory import head_office

FIXED = {"anchor": "fixed", "at": "2036-05-01T20:00:00+08:00", "text": "今晚八点开播"}
DAILY = {"anchor": "group_created", "day": 1, "time": "10:30", "text": "早安"}


def sop(*steps: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {"name": "新品周", "chat_ids": ["wr1"], "steps": list(steps) or [FIXED]} | changed


async def test_a_sop_shows_its_steps_and_progress(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    await group("wr1")
    answer = await http.post("/admin/v1/sops", json=sop(FIXED, DAILY), headers=headers)
    assert answer.status_code == 201, answer.text
    detail = (await http.get(f"/admin/v1/sops/{answer.json()['id']}", headers=headers)).json()
    assert detail == answer.json()
    assert [(step["text"], step["planned"], step["minute"]) for step in detail["steps"]] == [
        ("今晚八点开播", 1, None),
        ("早安", 1, 630),
    ]
    assert (await http.get("/admin/v1/sops", headers=headers)).json()["items"][0]["id"] == detail["id"]


async def test_a_sop_is_paused_and_resumed(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    await group("wr1")
    sop_id = (await http.post("/admin/v1/sops", json=sop(), headers=headers)).json()["id"]
    for verb, status, answer_status in (("pause", "paused", 200), ("pause", "", 409), ("resume", "active", 200)):
        answer = await http.post(f"/admin/v1/sops/{sop_id}/{verb}", headers=headers)
        assert answer.status_code == answer_status
        assert answer.json()["status"] == (status or 409)


@pytest.mark.parametrize(
    "body",
    [
        sop(name=""),
        sop(name="长" * 61),
        sop(chat_ids=[]),
        sop(chat_ids=["wr1"] * 201),
        sop(steps=[]),
        sop(steps=[FIXED] * 51),
        sop(FIXED | {"text": ""}),
        sop(FIXED | {"text": "长" * 1301}),
        sop(FIXED | {"at": "2036-05-01T20:00:00"}),
        sop(FIXED | {"day": 1}),
        sop(FIXED | {"anchor": "group_created"}),
        sop(DAILY | {"time": "24:00"}),
        sop(DAILY | {"time": "9:00"}),
        sop(DAILY | {"day": -1}),
        sop(DAILY | {"day": 366}),
        sop(DAILY | {"anchor": "fixed"}),
        sop(chat_ids=["unknown"]),
        sop(FIXED | {"at": "2020-05-01T20:00:00+08:00"}),
        sop(FIXED | {"text": "字" * 1300 + "a"}, chat_ids=["unknown"]),
        sop(FIXED | {"product_id": "0196b6a2-0000-7000-8000-000000000001"}),
    ],
)
async def test_what_cannot_be_sent_is_refused(http: httpx.AsyncClient, body: dict[str, Any]) -> None:
    await group("wr1")
    answer = await http.post("/admin/v1/sops", json=body, headers=await head_office())
    assert answer.status_code == 422, answer.text


async def test_groups_are_listed_in_pages(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    for at in range(3):
        await group(f"wr{at}")
    first = (await http.get("/admin/v1/groups", params={"limit": 2}, headers=headers)).json()
    query = {"limit": 2, "cursor": first["next_cursor"]}
    second = (await http.get("/admin/v1/groups", params=query, headers=headers)).json()
    assert [item["chat_id"] for item in first["items"] + second["items"]] == ["wr0", "wr1", "wr2"]
    assert second["next_cursor"] is None
