"""Who is asked, and what may be changed when."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.tasks.adjust import adjust
from app.tasks.cancel import cancel
from app.tasks.draft import draft, edit
from app.tasks.errors import (
    DeadlinePassed,
    NobodyAssigned,
    TaskKeyReused,
    TaskNotFound,
    TaskStateConflict,
    TooManyAssigned,
    UnknownAssignees,
    UnknownTaskProduct,
)
from app.tasks.models import GuideTask, TaskRow
from app.tasks.publish import most_guides, publish
from app.tasks.reactions import count_order
from app.tasks.states import Audience, TaskKind
from tests.app.tasks.factory import BOSS, HOUR, bought, drafted, guide, running, stands, store, terms

SECOND = timedelta(seconds=1)


async def asked(task_id: UUID) -> set[UUID]:
    return {row.staff_id for row in await TaskRow.filter(task_id=task_id)}


async def test_guides_at_work_are_asked_and_nobody_else(database: None) -> None:
    here, there = await store("人民广场店"), await store("陆家嘴店")
    li, wang, zhao = await guide("李", here), await guide("王", there), await guide("赵")
    await guide("走", here, active=False)
    await guide("总", here, role="head_office")
    cases: list[tuple[dict[str, Any], set[UUID]]] = [
        ({}, {li, wang, zhao}),
        ({"audience": Audience.STORES, "store_ids": [here]}, {li}),
        ({"audience": Audience.GUIDES, "staff_ids": [wang, zhao]}, {wang, zhao}),
    ]
    for more, expected in cases:
        task_id = await drafted(**more)
        assert await publish(task_id) == len(expected)
        assert await asked(task_id) == expected
    assert (await TaskRow.get(task_id=task_id, staff_id=wang)).store_id == there


async def test_a_task_begins_when_it_is_published_or_when_it_says(database: None) -> None:
    await guide()
    before, later = clock.now(), clock.now() + HOUR
    for starts_at in (None, before - HOUR, later):
        task_id = await drafted(starts_at=starts_at)
        await publish(task_id)
        begins = (await GuideTask.get(id=task_id)).starts_at
        assert begins is not None
        assert begins == later if starts_at == later else before <= begins <= clock.now()


async def test_a_task_is_published_once(database: None) -> None:
    await guide()
    task_id = await drafted()
    await publish(task_id)
    with pytest.raises(TaskStateConflict):
        await publish(task_id)
    with pytest.raises(TaskStateConflict):
        await edit(task_id, terms())
    with pytest.raises(TaskNotFound):
        await publish(new_id())


async def test_what_cannot_be_published_stays_a_draft(database: None) -> None:
    task_id = await drafted()
    with pytest.raises(NobodyAssigned):
        await publish(task_id)
    await guide()
    await db.execute("UPDATE guide_tasks SET deadline_at = $1", clock.now())
    with pytest.raises(DeadlinePassed):
        await publish(task_id)
    assert (await GuideTask.get(id=task_id)).status == "draft"
    assert await TaskRow.all().count() == 0


async def test_more_guides_than_the_settings_allow_are_refused(database: None) -> None:
    for _ in range(3):
        await guide()
    task_id, usual = await drafted(), most_guides()
    try:
        most_guides.bind(2)
        with pytest.raises(TooManyAssigned):
            await publish(task_id)
        assert await TaskRow.all().count() == 0
        most_guides.bind(3)
        assert await publish(task_id) == 3
    finally:
        most_guides.bind(usual)


async def test_the_same_key_makes_one_draft(database: None) -> None:
    written = terms()
    first = await draft(written, BOSS, "key-0001")
    assert await draft(written, BOSS, "key-0001") == first
    with pytest.raises(TaskKeyReused):
        await draft(terms(target=3), BOSS, "key-0001")
    assert await draft(written, new_id(), "key-0001") != first
    assert await GuideTask.all().count() == 2


async def test_a_draft_is_replaced_whole(database: None) -> None:
    li = await guide()
    task_id = await drafted(remind_before=[60])
    await edit(task_id, terms(TaskKind.SALES, 100, audience=Audience.GUIDES, staff_ids=[li], least_amount=5))
    task = await GuideTask.get(id=task_id)
    assert (task.kind, task.target, task.staff_ids, task.least_amount) == (TaskKind.SALES, 100, [str(li)], 5)
    assert task.remind_before == []


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"audience": Audience.STORES, "store_ids": [new_id()]}, UnknownAssignees),
        ({"audience": Audience.GUIDES, "staff_ids": [new_id()]}, UnknownAssignees),
        ({"escalate_to": [new_id()]}, UnknownAssignees),
        ({"product_id": new_id()}, UnknownTaskProduct),
    ],
)
async def test_what_does_not_exist_is_refused(database: None, more: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        await drafted(**more)


@pytest.mark.parametrize(
    "more",
    [
        {"title": " "},
        {"title": "长" * 41},
        {"target": 0},
        {"audience": "stores"},
        {"audience": "guides"},
        {"store_ids": [str(new_id())]},
        {"kind": "new_friends", "product_id": str(new_id())},
        {"kind": "broadcasts", "least_amount": 1},
        {"kind": "orders", "channel_code_id": str(new_id())},
        {"deadline_at": "2036-01-01T00:00:00"},
        {"deadline_at": "2036-01-01T00:00:00Z", "starts_at": "2036-01-01T00:00:00Z"},
        {"remind_before": [0]},
        {"remind_before": [1, 2, 3, 4, 5, 6]},
        {"done": True},
    ],
)
def test_what_makes_no_sense_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        terms(**more)


async def test_target_and_deadline_of_a_running_task_may_move(database: None) -> None:
    li = await guide()
    task_id = await running(TaskKind.ORDERS, 2, remind_before=[30])
    await count_order((await bought(li, (new_id(), 100, 1))).paid)
    await adjust(task_id, 1, None)
    assert await stands(task_id, li) == (1, "done")
    later = clock.now() + 48 * HOUR
    await adjust(task_id, 5, later)
    row = await TaskRow.get(task_id=task_id)
    assert (await stands(task_id, li), row.done_at, row.remind_at) == ((1, "open"), None, later - HOUR / 2)
    with pytest.raises(DeadlinePassed):
        await adjust(task_id, None, clock.now() - SECOND)


async def test_a_deadline_that_has_passed_does_not_move(database: None) -> None:
    """What happened since would be missing."""
    await guide()
    task_id = await running()
    await db.execute("UPDATE guide_tasks SET deadline_at = $1", clock.now())
    with pytest.raises(TaskStateConflict):
        await adjust(task_id, None, clock.now() + HOUR)


async def test_a_cancelled_task_counts_nothing_and_leaves_who_was_done(database: None) -> None:
    li, wang = await guide(), await guide()
    task_id = await running(TaskKind.ORDERS, 1)
    await count_order((await bought(li, (new_id(), 100, 1))).paid)
    await cancel(task_id)
    for who in (li, wang):
        await count_order((await bought(who, (new_id(), 100, 1))).paid)
    assert (await stands(task_id, li), await stands(task_id, wang)) == ((1, "done"), (0, "cancelled"))
    with pytest.raises(TaskStateConflict):
        await cancel(task_id)
