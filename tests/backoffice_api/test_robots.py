"""Group robots at the back office's door: their addresses go in and never come out."""

import httpx

from app.kernel import db
from tests.backoffice_api.factory import head_office

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
WEBHOOK = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


async def test_a_robot_is_registered_and_its_address_is_never_shown(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    made = await http.post("/admin/v1/robots", json={"name": "播报", "webhook": WEBHOOK}, headers=headers)
    assert (made.status_code, made.json()["status"]) == (201, "working")
    one = f"/admin/v1/robots/{made.json()['id']}"
    changed = await http.put(one, json={"name": "播报二", "webhook": WEBHOOK}, headers=headers)
    again = await http.post("/admin/v1/robots", json={"name": "又", "webhook": WEBHOOK}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "robot_known")
    wrong = await http.post("/admin/v1/robots", json={"name": "错", "webhook": f"x {KEY}"}, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "robot_key_malformed")
    long = await http.post("/admin/v1/robots", json={"name": "长", "webhook": KEY * 20}, headers=headers)
    assert long.status_code == 422
    answers = [made, changed, again, wrong, long]
    answers += [await http.get(path, headers=headers) for path in (one, "/admin/v1/robots", "/admin/v1/audit")]
    assert [answer.text for answer in answers if KEY in answer.text] == []
    assert len((await http.get("/admin/v1/audit", headers=headers)).json()["items"]) >= 2


async def test_messages_are_queued_listed_and_taken_back(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    made = await http.post("/admin/v1/robots", json={"name": "播报", "webhook": KEY}, headers=headers)
    one = f"/admin/v1/robots/{made.json()['id']}"
    assert (await http.post(f"{one}/trial", headers=headers)).status_code == 202
    later = {"words": {"kind": "markdown", "content": "**早**"}, "at": "2099-01-01T08:00:00+08:00"}
    queued = await http.post(f"{one}/messages", json=later, headers=headers)
    assert queued.status_code == 202
    shown = (await http.get(f"{one}/messages", headers=headers)).json()["items"]
    assert [(each["content"]["kind"], each["status"]) for each in shown] == [
        ("markdown", "waiting"),
        ("text", "waiting"),
    ]
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'RobotDue>%'") == 1
    message = f"{one}/messages/{queued.json()['id']}"
    assert (await http.delete(message, headers=headers)).status_code == 204
    assert (await http.delete(message, headers=headers)).json()["code"] == "robot_message_not_waiting"
    naive = await http.post(f"{one}/messages", json=later | {"at": "2099-01-01T08:00:00"}, headers=headers)
    assert naive.status_code == 422
    assert (await http.delete(one, headers=headers)).status_code == 204
    assert (await http.get(one, headers=headers)).status_code == 404
