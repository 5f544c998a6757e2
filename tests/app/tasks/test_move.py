"""What a guide who leaves had begun goes on with whoever takes over."""

from app.events.guides import FriendAdded
from app.events.handover import CustomersHandedOver
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.tasks.models import TaskFact, TaskRow
from app.tasks.move import follow_hand_over, move
from app.tasks.queries import my_tasks
from app.tasks.reactions import count_friend, count_order, take_returned
from app.tasks.states import Audience, TaskKind
from tests.app.tasks.factory import bought, guide, progress_is_counted, running, stands, store

GOODS = new_id()


async def test_a_row_is_merged_with_what_had_counted(database: None) -> None:
    li, wang = await guide(), await guide()
    task = await running(TaskKind.SALES, 10_000)
    for who, amount in ((li, 6_000), (wang, 4_000)):
        await count_order((await bought(who, (GOODS, amount, 1))).paid)
    assert [await move(li, wang) for _ in range(2)] == [1, 0]
    assert (await stands(task, li), await stands(task, wang)) == ((0, "cancelled"), (10_000, "done"))
    await progress_is_counted()


async def test_who_was_not_asked_gets_a_row_of_their_own_store(database: None) -> None:
    shop = await store("陆家嘴店")
    li, wang = await guide(), await guide(store_id=shop)
    task = await running(audience=Audience.GUIDES, staff_ids=[li], remind_before=[60])
    await count_order((await bought(li, (GOODS, 1, 1))).paid)
    await move(li, wang)
    row = await TaskRow.get(task_id=task, staff_id=wang)
    assert (row.progress, row.status, row.store_id, row.told_at) == (1, "open", shop, None)
    assert row.remind_at is not None
    assert ([one.progress for one in await my_tasks(wang)], await my_tasks(li)) == ([1], [])


async def test_what_was_done_before_and_is_told_later_counts_for_the_successor(database: None) -> None:
    li, wang, zhao = await guide(), await guide(), await guide()
    task = await running(TaskKind.SALES, 10**6)
    counted, late = await bought(li, (GOODS, 500, 1)), await bought(li, (GOODS, 70, 1))
    await count_order(counted.paid)
    await move(li, wang)
    await move(wang, zhao)
    await count_order(counted.paid)
    await count_order(late.paid)
    await take_returned(counted.returned(1))
    assert [await stands(task, who) for who in (li, wang)] == [(0, "cancelled")] * 2
    assert await stands(task, zhao) == (70, "open")
    await progress_is_counted()


async def test_a_person_both_had_won_counts_once(database: None) -> None:
    li, wang, member = await guide(), await guide(), new_id()
    task = await running(TaskKind.NEW_FRIENDS, 5)
    for who, friend in ((li, member), (wang, member), (li, new_id())):
        await count_friend(FriendAdded(new_id(), friend, who, None, clock.now()))
    await move(li, wang)
    assert await stands(task, wang) == (2, "open")
    assert await TaskFact.all().count() == 2


async def test_a_row_may_come_back(database: None) -> None:
    li, wang = await guide(), await guide()
    task = await running(TaskKind.SALES, 10**6)
    await count_order((await bought(li, (GOODS, 500, 1))).paid)
    await move(li, wang)
    await count_order((await bought(wang, (GOODS, 30, 1))).paid)
    await move(wang, li)
    await count_order((await bought(li, (GOODS, 7, 1))).paid)
    await count_order((await bought(wang, (GOODS, 1, 1))).paid)
    assert (await stands(task, li), await stands(task, wang)) == ((538, "open"), (0, "cancelled"))
    await progress_is_counted()


async def test_what_is_done_or_over_stays(database: None) -> None:
    li, wang = await guide(), await guide()
    done, over = await running(TaskKind.ORDERS, 1), await running(TaskKind.NEW_FRIENDS, 1)
    await count_order((await bought(li, (GOODS, 1, 1))).paid)
    await db.execute("UPDATE guide_tasks SET status = 'ended' WHERE id = $1", over)
    assert await move(li, wang) == 0
    assert (await stands(done, li), await stands(over, li)) == ((1, "done"), (0, "open"))


async def test_only_who_left_the_company_leaves_tasks_behind(database: None) -> None:
    li, wang = await guide(), await guide()
    task = await running()
    await follow_hand_over(CustomersHandedOver(new_id(), li, wang, (), resigned=False))
    assert await stands(task, li) == (0, "open")
    await follow_hand_over(CustomersHandedOver(new_id(), li, wang, (), resigned=True))
    assert await stands(task, li) == (0, "cancelled")
    assert await move(wang, wang) == 0
    assert await stands(task, wang) == (0, "open")
