"""Tasks begin, remind, end and escalate by time; each is told once, and a guide hears of many in one notice."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.tasks.escalate import escalate
from app.tasks.models import GuideTask, TaskRow
from app.tasks.publish import publish
from app.tasks.reactions import count_order
from app.tasks.remind import remind
from app.tasks.states import TaskKind, TaskStatus
from app.tasks.turn_due import turn_due
from tests.app.tasks.factory import HOUR, bought, drafted, guide, notices, running, stands

MINUTE = timedelta(minutes=1)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Move the clock on by so much from the real time."""
    real = clock.now

    def move(by: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + by)

    return move


async def status(task_id: UUID) -> TaskStatus:
    return (await GuideTask.get(id=task_id)).status


async def test_guides_hear_of_new_tasks_once_and_in_one_notice(database: None) -> None:
    li, wang = await guide(), await guide()
    one = await drafted(TaskKind.SALES, 500_000, title="销售冲刺")
    two = await drafted(TaskKind.NEW_FRIENDS, 10, title="加好友")
    coming = await drafted(title="明天的", starts_at=clock.now() + HOUR)
    for task_id in (one, two, coming):
        await publish(task_id)
    for _ in range(2):
        await turn_due()
    assert [await status(task_id) for task_id in (one, two, coming)] == ["running", "running", "published"]
    for who in (li, wang):
        (told,) = await notices(who)
        assert "您有 2 项新任务" in told
        assert "销售冲刺：¥0.00/¥5,000.00" in told
        assert "加好友：0/10位新好友" in told
        assert "明天的" not in told


async def test_who_is_not_done_is_reminded_at_each_time_and_in_one_notice(database: None, later: Any) -> None:
    li, wang = await guide("李"), await guide("王")
    for title in ("甲", "乙"):
        task_id = await running(TaskKind.ORDERS, 1, title=title, remind_before=[60, 120])
    await db.execute("UPDATE guide_task_rows SET told_at = now()")
    await db.execute(
        "UPDATE guide_task_rows SET remind_at = NULL, status = 'done', done_at = now(), progress = 1"
        " WHERE staff_id = $1",
        wang,
    )
    counts = []
    for hours in (21.9, 22.1, 22.2, 23.1, 23.9, 24.1):
        later(timedelta(hours=hours))
        await remind()
        counts.append(len(await notices(li)))
    assert counts == [0, 1, 1, 2, 2, 2]
    assert all("您有 2 项任务尚未完成" in told for told in await notices(li))
    assert await notices(wang) == []
    assert (await TaskRow.get(task_id=task_id, staff_id=li)).remind_at is None


async def test_reminders_that_were_missed_make_one_and_none_comes_after_the_deadline(
    database: None, later: Any
) -> None:
    li = await guide()
    await running(remind_before=[60, 120, 180])
    later(timedelta(hours=23, minutes=30))
    await remind()
    assert len(await notices(li)) == 1
    await running(remind_before=[60])
    later(timedelta(hours=50))
    await remind()
    assert len(await notices(li)) == 1


async def test_the_dismissed_are_neither_reminded_nor_late(database: None, later: Any) -> None:
    li, gone = await guide("李"), await guide("走")
    task_id = await running(remind_before=[60])
    await db.execute("UPDATE staff SET active = false WHERE id = $1", gone)
    later(timedelta(hours=23, minutes=30))
    await remind()
    later(timedelta(hours=25))
    await turn_due()
    assert (await stands(task_id, li), await stands(task_id, gone)) == ((0, "missed"), (0, "cancelled"))
    assert (len(await notices(li)), await notices(gone)) == (1, [])


async def test_a_task_ends_at_its_deadline_and_who_is_late_is_told_a_little_after(database: None, later: Any) -> None:
    li, wang = await guide("李娜"), await guide("王芳")
    boss = await guide("店长", role="head_office")
    task_id = await running(TaskKind.SALES, 10_000, title="冲刺", escalate_to=[boss])
    await count_order((await bought(li, (new_id(), 10_000, 1))).paid)
    late_news = await bought(wang, (new_id(), 2_500, 1))
    later(24 * HOUR + MINUTE)
    for _ in range(2):
        await turn_due()
        await escalate()
    assert (await stands(task_id, li), await stands(task_id, wang)) == ((10_000, "done"), (0, "missed"))
    assert (await status(task_id), await notices(boss)) == ("ended", [])
    await count_order(late_news.paid)
    later(24 * HOUR + 7 * MINUTE)
    for _ in range(2):
        await escalate()
    (told,) = await notices(boss)
    assert told.startswith("【任务逾期】「冲刺」已截止，2 位导购中 1 位未完成（")
    assert told.splitlines()[1:] == ["王芳 ¥25.00/¥100.00"]


async def test_nobody_late_is_nothing_to_tell(database: None, later: Any) -> None:
    li, boss = await guide(), await guide(role="head_office")
    await running(TaskKind.ORDERS, 1, escalate_to=[boss])
    await count_order((await bought(li, (new_id(), 1, 1))).paid)
    later(24 * HOUR + MINUTE)
    await turn_due()
    later(25 * HOUR)
    await escalate()
    assert await notices(boss) == []


async def test_a_long_list_fits_an_app_message(database: None) -> None:
    li = await guide()
    for _ in range(12):
        await publish(await drafted(TaskKind.NEW_FRIENDS, 10**12, title="长" * 40))
    await turn_due()
    (told,) = await notices(li)
    assert told.endswith("另有 4 项，请在任务列表查看")
    assert len(told) <= 1000
    assert len(told.encode()) <= 2048
