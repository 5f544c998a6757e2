"""What a guide sees of their tasks."""

from datetime import timedelta

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.tasks.cancel import cancel
from app.tasks.publish import publish
from app.tasks.queries import my_tasks
from app.tasks.reactions import count_order
from app.tasks.states import Audience, TaskKind
from tests.app.tasks.factory import HOUR, bought, drafted, guide, running

DAY = timedelta(days=1)


async def test_a_guide_sees_their_own_tasks_what_ends_first_first(database: None) -> None:
    li, wang = await guide(), await guide()
    long = await running(TaskKind.SALES, 100, title="长期", deadline_at=clock.now() + 9 * DAY)
    short = await running(TaskKind.ORDERS, 1, title="今天")
    coming = await drafted(title="下周", starts_at=clock.now() + HOUR, deadline_at=clock.now() + 5 * DAY)
    await publish(coming)
    await running(title="别人的", audience=Audience.GUIDES, staff_ids=[wang])
    await cancel(await running(title="取消了"))
    await drafted(title="草稿")
    await count_order((await bought(li, (new_id(), 60, 1))).paid)
    seen = await my_tasks(li)
    assert [(one.task_id, one.title) for one in seen] == [(short, "今天"), (coming, "下周"), (long, "长期")]
    assert [(one.progress, one.target, one.status, one.task_status) for one in seen] == [
        (1, 1, "done", "running"),
        (0, 2, "open", "published"),
        (60, 100, "open", "running"),
    ]
    assert seen[0].done_at is not None


async def test_what_is_over_is_shown_for_a_week(database: None) -> None:
    li, shown = await guide(), []
    for age in (timedelta(days=6, hours=23), timedelta(days=7, hours=1)):
        task_id = await running()
        await db.execute(
            "UPDATE guide_tasks SET status = 'ended', ended_at = $2 WHERE id = $1", task_id, clock.now() - age
        )
        shown.append(task_id)
    assert [one.task_id for one in await my_tasks(li)] == shown[:1]
