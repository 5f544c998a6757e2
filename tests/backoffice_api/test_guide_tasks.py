from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.kernel import clock
from app.kernel.ids import new_id
from app.tasks.reactions import count_order
from tests.app.tasks.factory import bought, guide, store
from tests.backoffice_api.factory import head_office

TASKS = "/admin/v1/guide-tasks"
DAY = timedelta(days=1)


def body(**more: Any) -> dict[str, Any]:
    given = {"title": "五一冲刺", "kind": "orders", "target": 2, "audience": "everyone"}
    return {**given, "deadline_at": (clock.now() + DAY).isoformat(), **more}


async def created(http: httpx.AsyncClient, headers: dict[str, str], key: str = "", **more: Any) -> dict[str, Any]:
    keyed = headers | {"Idempotency-Key": key or new_id().hex}
    answer = await http.post(TASKS, json=body(**more), headers=keyed)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_task_is_written_edited_published_adjusted_and_cancelled(http: httpx.AsyncClient) -> None:
    headers, li = await head_office(), await guide()
    task = await created(http, headers, remind_before=[60], escalate_to=[str(li)])
    assert (task["status"], task["starts_at"], task["remind_before"]) == ("draft", None, [60])
    one = f"{TASKS}/{task['id']}"
    edited = (await http.put(one, json=body(target=7), headers=headers)).json()
    assert (edited["target"], edited["remind_before"], edited["escalate_to"]) == (7, [], [])
    published = (await http.post(f"{one}/publish", headers=headers)).json()
    assert published["status"] == "published"
    assert published["starts_at"] == published["published_at"]
    adjusted = await http.post(f"{one}/adjust", json={"target": 3}, headers=headers)
    assert (adjusted.status_code, adjusted.json()["target"]) == (200, 3)
    assert adjusted.json()["deadline_at"] == published["deadline_at"]
    cancelled = (await http.post(f"{one}/cancel", headers=headers)).json()
    assert cancelled["status"] == "cancelled"
    assert (await http.get(one, headers=headers)).json() == cancelled
    for verb, sent in (("publish", None), ("adjust", {"target": 1}), ("cancel", None)):
        answer = await http.post(f"{one}/{verb}", json=sent, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "guide_task_state_conflict")


async def test_the_same_key_answers_with_the_same_draft(http: httpx.AsyncClient) -> None:
    headers, deadline = await head_office(), (clock.now() + DAY).isoformat()
    first = await created(http, headers, "key-0001", deadline_at=deadline)
    assert await created(http, headers, "key-0001", deadline_at=deadline) == first
    keyed = headers | {"Idempotency-Key": "key-0001"}
    assert (await http.post(TASKS, json=body(target=9), headers=keyed)).status_code == 409
    assert (await http.post(TASKS, json=body(), headers=headers)).status_code == 400
    assert len((await http.get(TASKS, headers=headers)).json()["items"]) == 1


async def test_tasks_are_listed_newest_first_in_pages_and_by_status(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    await guide()
    made = [(await created(http, headers))["id"] for _ in range(3)]
    await http.post(f"{TASKS}/{made[0]}/publish", headers=headers)
    first = (await http.get(TASKS, params={"limit": 2}, headers=headers)).json()
    query = {"limit": 2, "cursor": first["next_cursor"]}
    second = (await http.get(TASKS, params=query, headers=headers)).json()
    assert [one["id"] for one in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None
    published = (await http.get(TASKS, params={"status": "published"}, headers=headers)).json()
    assert [one["id"] for one in published["items"]] == made[:1]


async def test_progress_is_shown_per_guide_and_per_store(http: httpx.AsyncClient) -> None:
    headers, here = await head_office(), await store("人民广场店")
    guides = sorted([await guide(f"导购{n}", here if n < 2 else None) for n in range(3)])
    task = await created(http, headers, target=1)
    one = f"{TASKS}/{task['id']}"
    await http.post(f"{one}/publish", headers=headers)
    who = await of_store(http, f"{one}/guides", headers, here)
    for _ in range(2):
        await count_order((await bought(UUID(who[0]), (new_id(), 100, 1))).paid)
    first = (await http.get(f"{one}/guides", params={"limit": 2}, headers=headers)).json()
    query = {"limit": 2, "cursor": first["next_cursor"]}
    second = (await http.get(f"{one}/guides", params=query, headers=headers)).json()
    shown = first["items"] + second["items"]
    assert [each["staff_id"] for each in shown] == list(map(str, guides))
    assert second["next_cursor"] is None
    done = [(each["staff_id"], each["progress"]) for each in shown if each["status"] == "done"]
    assert done == [(who[0], 2)]
    totals = (await http.get(f"{one}/stores", headers=headers)).json()["items"]
    named = {"store_id": str(here), "name": "人民广场店", "guides": 2, "done": 1, "missed": 0, "progress": 2}
    assert totals == [named, {"store_id": None, "name": "", "guides": 1, "done": 0, "missed": 0, "progress": 0}]


async def of_store(http: httpx.AsyncClient, path: str, headers: dict[str, str], store_id: UUID) -> list[str]:
    answer = await http.get(path, params={"store_id": str(store_id)}, headers=headers)
    return [each["staff_id"] for each in answer.json()["items"]]


@pytest.mark.parametrize(
    "more",
    [
        {"title": ""},
        {"target": 0},
        {"kind": "done_by_click"},
        {"audience": "stores"},
        {"deadline_at": "2036-05-01T20:00:00"},
        {"product_id": "0196b6a2-0000-7000-8000-000000000001"},
        {"progress": 5},
    ],
)
async def test_what_makes_no_sense_is_refused(http: httpx.AsyncClient, more: dict[str, Any]) -> None:
    headers = await head_office() | {"Idempotency-Key": "key-0001"}
    answer = await http.post(TASKS, json=body(**more), headers=headers)
    assert answer.status_code == 422, answer.text


async def test_an_adjustment_must_say_something(http: httpx.AsyncClient) -> None:
    headers = await head_office()
    await guide()
    one = f"{TASKS}/{(await created(http, headers))['id']}"
    await http.post(f"{one}/publish", headers=headers)
    for sent in ({}, {"target": 0}, {"title": "新"}, {"deadline_at": "2020-01-01T00:00:00Z"}):
        answer = await http.post(f"{one}/adjust", json=sent, headers=headers)
        assert answer.status_code == 422, sent


async def test_an_unknown_task_is_not_found(http: httpx.AsyncClient) -> None:
    headers, one = await head_office(), f"{TASKS}/{new_id()}"
    answers = [await http.get(path, headers=headers) for path in (one, f"{one}/guides", f"{one}/stores")]
    answers += [await http.post(f"{one}/{verb}", headers=headers) for verb in ("publish", "cancel")]
    answers.append(await http.post(f"{one}/adjust", json={"target": 1}, headers=headers))
    answers.append(await http.put(one, json=body(), headers=headers))
    assert {answer.status_code for answer in answers} == {404}
