"""The same event twice at once, many events of one guide, and changes of the task in between, committed for real."""

import asyncio

import pytest

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.tasks.adjust import adjust
from app.tasks.errors import TaskStateConflict
from app.tasks.models import TaskRow
from app.tasks.move import move
from app.tasks.publish import publish
from app.tasks.reactions import count_order, take_returned
from app.tasks.remind import remind
from app.tasks.states import TaskKind
from app.tasks.turn_due import turn_due
from tests.app.tasks.factory import HOUR, bought, drafted, guide, notices, progress_is_counted, running, stands

ROUNDS = pytest.mark.parametrize("round_", range(20))
GOODS = new_id()


@ROUNDS
async def test_the_same_order_told_many_times_at_once_counts_once(database: None, round_: int) -> None:
    li = await guide()
    tasks = [await running(TaskKind.SALES, 300) for _ in range(4)]
    order = await bought(li, (GOODS, 300, 3))
    back = order.returned(1)
    await asyncio.gather(*(each for _ in range(4) for each in (count_order(order.paid), take_returned(back))))
    assert [await stands(task, li) for task in tasks] == [(200, "open")] * 4
    await progress_is_counted()


@ROUNDS
async def test_returns_of_one_order_at_once_take_the_order_once(
    database: None, round_: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = await guide()
    task = await running(TaskKind.ORDERS, 9)
    kept, order = await bought(li, (GOODS, 100, 1)), await bought(li, (GOODS, 300, 3))
    await count_order(kept.paid)
    await asyncio.gather(*(take_returned(order.returned(1)) for _ in range(3)))
    assert await stands(task, li) == (1, "open")
    await progress_is_counted()


@ROUNDS
async def test_many_orders_of_a_guide_at_once_are_all_counted_without_a_deadlock(
    database: None, round_: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "ATTEMPTS_ON_DEADLOCK", 1)
    li = await guide()
    tasks = [await running(kind, 10**6) for _ in range(3) for kind in (TaskKind.ORDERS, TaskKind.SALES)]
    orders = [await bought(li, (GOODS, 10, 1)) for _ in range(12)]
    await asyncio.gather(*(count_order(order.paid) for order in orders))
    assert [(await stands(task, li))[0] for task in tasks] == [12, 120] * 3
    await progress_is_counted()


@ROUNDS
async def test_a_task_published_many_times_at_once_is_published_once(database: None, round_: int) -> None:
    for _ in range(3):
        await guide()
    task = await drafted()
    outcomes = await asyncio.gather(*(publish(task) for _ in range(5)), return_exceptions=True)
    assert [one for one in outcomes if one == 3] == [3]
    assert sum(isinstance(one, TaskStateConflict) for one in outcomes) == 4
    assert await TaskRow.filter(task_id=task).count() == 3


@ROUNDS
async def test_an_order_paid_after_publication_is_never_missed(database: None, round_: int) -> None:
    """Its reaction sees the new row, or the task begins after it."""
    li = await guide()
    task = await drafted(TaskKind.ORDERS, 10**6)
    orders = [await bought(li, (GOODS, 1, 1)) for _ in range(8)]

    async def tell(number: int) -> None:
        order = orders[number].paid
        object.__setattr__(order, "paid_at", clock.now())
        await count_order(order)

    await asyncio.gather(*(tell(n) for n in range(4)), publish(task), *(tell(n) for n in range(4, 8)))
    starts_at = await db.fetch_value("SELECT starts_at FROM guide_tasks WHERE id = $1", task)
    assert await stands(task, li) == (sum(order.paid.paid_at >= starts_at for order in orders), "open")


@ROUNDS
async def test_counting_while_the_task_moves_adjusts_and_ends_loses_nothing(
    database: None, round_: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    li, wang = await guide(), await guide()
    task = await running(TaskKind.SALES, 60)
    orders = [await bought((li, wang)[n % 2], (GOODS, 10, 1)) for n in range(10)]
    told = [count_order(order.paid) for order in orders]
    await asyncio.gather(*told[:5], move(li, wang), adjust(task, 100, None), *told[5:])
    assert (await stands(task, li), await stands(task, wang)) == ((0, "cancelled"), (100, "done"))
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + 25 * HOUR)
    await asyncio.gather(turn_due(), *(take_returned(order.returned(1)) for order in orders), turn_due())
    assert await stands(task, wang) == (0, "missed")
    await progress_is_counted()


@ROUNDS
async def test_ticks_at_once_tell_each_guide_once(database: None, round_: int, monkeypatch: pytest.MonkeyPatch) -> None:
    guides = [await guide() for _ in range(5)]
    for _ in range(3):
        await publish(await drafted(remind_before=[60]))
    await asyncio.gather(*(turn_due() for _ in range(4)))
    await turn_due()
    told = [notice for who in guides for notice in await notices(who)]
    assert sum(int(notice.split("您有 ")[1].split(" ")[0]) for notice in told) == 15
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + 23.5 * HOUR)
    await asyncio.gather(*(remind() for _ in range(4)))
    reminded = [notice for who in guides for notice in await notices(who) if "任务提醒" in notice]
    assert sum(int(notice.split("您有 ")[1].split(" ")[0]) for notice in reminded) == 15
