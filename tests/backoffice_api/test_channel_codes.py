from uuid import uuid4

import httpx

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
