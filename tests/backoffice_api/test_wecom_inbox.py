"""Callbacks that could not be processed, as head office sees them and has them processed again."""

import asyncio
from uuid import UUID, uuid4

import httpx
import pytest

from app.kernel import db
from app.staff.states import Role
from tests.backoffice_api.factory import head_office, someone
from tests.conftest import Drain
from wecom.inbox.keep import Arrival, keep

DEAD = "/admin/v1/wecom-inbox/dead"
EXTERNAL = "wmSomebodyOutside"
STORY = (
    "<xml><CreateTime>1700000000</CreateTime><MsgType>event</MsgType><Event>{event}</Event><ChangeType>{change}"
    "</ChangeType><Serial>{serial}</Serial>{fields}</xml>"
)


async def told(serial: int, event: str = "change_external_chat", change: str = "dismiss", fields: str = "") -> None:
    plain = STORY.format(event=event, change=change, serial=serial, fields=fields)
    await keep(Arrival(event, change, plain))


async def died(count: int, drain: Drain) -> list[UUID]:
    """So many messages that lack a field, processed in vain."""
    for serial in range(count):
        await told(serial, fields=f"<ExternalUserID>{EXTERNAL}</ExternalUserID><Mobile>13912345678</Mobile>")
    await drain()
    return [row["id"] for row in await db.fetch("SELECT id FROM wecom_inbox WHERE status = 'dead' ORDER BY id")]


async def statuses() -> dict[str, int]:
    rows = await db.fetch("SELECT status, count(*) AS count FROM wecom_inbox GROUP BY status")
    return {row["status"]: row["count"] for row in rows}


async def test_the_dead_are_listed_in_pages_without_what_they_say(http: httpx.AsyncClient, drain: Drain) -> None:
    headers, ids = await head_office(), await died(3, drain)
    await told(99, event="brand_new", change="happened")
    await drain()
    first = await http.get(DEAD, params={"limit": 2}, headers=headers)
    query = {"limit": 2, "cursor": first.json()["next_cursor"]}
    second = await http.get(DEAD, params=query, headers=headers)
    assert [item["id"] for page in (first, second) for item in page.json()["items"]] == [str(each) for each in ids]
    assert second.json()["next_cursor"] is None
    line = first.json()["items"][0]
    assert (line["event"], line["change_type"], line["attempts"]) == ("change_external_chat", "dismiss", 1)
    assert "ChatId" in line["failure"]
    assert set(line) == {"id", "event", "change_type", "attempts", "failure", "received_at", "processed_at"}
    assert not any(person in first.text for person in (EXTERNAL, "13912345678"))
    none = await http.get(DEAD, params={"event": "brand_new"}, headers=headers)
    assert none.json() == {"items": [], "next_cursor": None}


async def test_a_failure_that_quotes_its_data_is_shown_by_its_name_only(
    http: httpx.AsyncClient, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise ValueError(f"no column holds {EXTERNAL}")

    monkeypatch.setattr("wecom.callbacks.process.handlers", {("change_external_chat", "dismiss"): broken})
    monkeypatch.setattr("wecom.callbacks.process.MOST_ATTEMPTS", 1)
    headers = await head_office()
    await died(1, drain)
    shown = await http.get(DEAD, headers=headers)
    assert shown.json()["items"][0]["failure"] == "ValueError"


async def test_one_is_processed_again_and_the_trail_says_so(http: httpx.AsyncClient, drain: Drain) -> None:
    headers, ids = await head_office(), await died(2, drain)
    await db.execute("UPDATE wecom_inbox SET content = replace(content, '<Serial>', '<ChatId>wr1</ChatId><Serial>')")
    answer = await http.post(f"{DEAD}/{ids[0]}/replay", headers=headers)
    assert answer.status_code == 204
    assert await statuses() == {"waiting": 1, "dead": 1}
    await drain()
    assert await statuses() == {"done": 1, "dead": 1}
    [entry] = await db.fetch("SELECT action, target FROM audit_entries")
    assert entry["action"] == "POST /wecom-inbox/dead/<message_id:uuid>/replay"
    assert str(ids[0]) in entry["target"]


async def test_only_the_dead_are_processed_again_and_of_two_requests_one(http: httpx.AsyncClient, drain: Drain) -> None:
    headers, [only] = await head_office(), await died(1, drain)
    asked = [http.post(f"{DEAD}/{each}/replay", headers=headers) for each in (only, only, uuid4())]
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [204, 404, 404]
    assert {answer.json()["code"] for answer in answers if answer.content} == {"inbox_message_not_found"}
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer") == 1
    assert await db.fetch_value("SELECT count(*) FROM audit_entries") == 1


async def test_many_are_processed_again_each_met_once(http: httpx.AsyncClient, drain: Drain) -> None:
    """Nothing is mended, so all of them die again; going on with the cursor ends nevertheless."""
    headers, ids = await head_office(), await died(5, drain)
    counts, cursor = [], None
    for _ in range(4):
        body = {"limit": 2, "cursor": cursor, "event": "change_external_chat"}
        answer = (await http.post(f"{DEAD}/replay", json=body, headers=headers)).json()
        await drain()
        counts.append(answer["count"])
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert counts == [2, 2, 1]
    rows = await db.fetch("SELECT id, status, attempts FROM wecom_inbox ORDER BY id")
    assert [(row["id"], row["status"], row["attempts"]) for row in rows] == [(each, "dead", 1) for each in ids]
    assert await db.fetch_value("SELECT count(*) FROM audit_entries") == 3


async def test_many_of_another_kind_are_left_alone(http: httpx.AsyncClient, drain: Drain) -> None:
    headers = await head_office()
    await died(2, drain)
    answer = await http.post(f"{DEAD}/replay", json={"event": "change_external_contact"}, headers=headers)
    assert answer.json() == {"count": 0, "next_cursor": None}
    assert await statuses() == {"dead": 2}


async def test_two_who_replay_everything_at_once_revive_each_message_once(
    http: httpx.AsyncClient, drain: Drain
) -> None:
    headers = await head_office()
    await died(20, drain)
    answers = await asyncio.gather(*(http.post(f"{DEAD}/replay", json={}, headers=headers) for _ in range(4)))
    assert sum(answer.json()["count"] for answer in answers) == 20
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer") == 20


async def test_bad_requests_and_other_roles_are_refused(http: httpx.AsyncClient) -> None:
    headers, (_, manager) = await head_office(), await someone(Role.COMMUNITY_MANAGER)
    for query in ({"limit": 0}, {"limit": 101}, {"cursor": "x"}, {"status": "done"}):
        assert (await http.get(DEAD, params=query, headers=headers)).status_code == 422, query
    bodies: list[dict[str, object]] = [{"limit": 0}, {"limit": 501}, {"limit": "5"}, {"cursor": 1}, {"ids": []}]
    for body in bodies:
        assert (await http.post(f"{DEAD}/replay", json=body, headers=headers)).status_code == 422, body
    assert (await http.get(DEAD, headers=manager)).status_code == 403
    assert (await http.post(f"{DEAD}/replay", json={}, headers=manager)).status_code == 403
    assert await db.fetch_value("SELECT count(*) FROM audit_entries") == 0
