"""Orders and sales of a guide: what was paid in the task's time, less what came back."""

from itertools import permutations

import pytest

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.tasks.models import TaskFact
from app.tasks.reactions import count_order, take_returned
from app.tasks.states import TaskKind
from tests.app.guides.factory import make_product
from tests.app.tasks.factory import HOUR, bought, guide, progress_is_counted, running, stands

GOODS = new_id()


async def test_an_order_counts_once_for_its_guide_and_the_target_makes_it_done(database: None) -> None:
    li, wang = await guide(), await guide()
    orders, sales = await running(TaskKind.ORDERS, 2), await running(TaskKind.SALES, 20_000)
    for amount in (12_345, 7_655):
        order = await bought(li, (GOODS, amount, 1))
        for _ in range(2):
            await count_order(order.paid)
    assert (await stands(orders, li), await stands(sales, li)) == ((2, "done"), (20_000, "done"))
    assert (await stands(orders, wang), await stands(sales, wang)) == ((0, "open"), (0, "open"))
    await progress_is_counted()


async def test_an_order_without_a_guide_counts_for_nobody(database: None) -> None:
    task, li = None, await guide()
    task = await running(TaskKind.ORDERS)
    await count_order((await bought(None, (GOODS, 100, 1))).paid)
    assert await stands(task, li) == (0, "open")


async def test_only_what_was_paid_within_the_time_counts_whenever_it_is_told(database: None) -> None:
    li, now = await guide(), clock.now()
    task = await running(TaskKind.ORDERS, 9)
    starts, deadline = now - HOUR, now + HOUR
    await db.execute("UPDATE guide_tasks SET starts_at = $1, deadline_at = $2, status = 'ended'", starts, deadline)
    await db.execute("UPDATE guide_task_rows SET status = 'missed'")
    for at in (starts - HOUR / 3600, starts, deadline - HOUR / 3600, deadline):
        await count_order((await bought(li, (GOODS, 100, 1), at=at)).paid)
    assert await stands(task, li) == (2, "missed")


async def test_what_is_told_after_the_end_still_makes_it_done(database: None) -> None:
    li = await guide()
    task = await running(TaskKind.ORDERS, 1)
    order = await bought(li, (GOODS, 100, 1))
    await db.execute("UPDATE guide_tasks SET status = 'ended', deadline_at = $1", clock.now())
    await db.execute("UPDATE guide_task_rows SET status = 'missed'")
    await count_order(order.paid)
    assert await stands(task, li) == (1, "done")


async def test_a_product_and_a_least_amount_narrow_what_counts(database: None) -> None:
    li, product = await guide(), await make_product()
    of_product = await running(TaskKind.SALES, 10**6, product_id=str(product))
    large = await running(TaskKind.ORDERS, 9, least_amount=30_000)
    # Freight does not make an order large, gifts are not bought.
    for lines in ([(product, 10_000, 2), (GOODS, 20_000, 1)], [(GOODS, 29_999, 1)], [(product, 29_999, 1)]):
        await count_order((await bought(li, *lines, gifts=1)).paid)
    assert await stands(of_product, li) == (39_999, "open")
    assert await stands(large, li) == (1, "open")


async def test_returned_pieces_leave_sales_and_the_last_of_them_takes_the_order(database: None) -> None:
    li = await guide()
    orders, sales = await running(TaskKind.ORDERS, 1), await running(TaskKind.SALES, 9_000)
    order = await bought(li, (GOODS, 10_007, 7), gifts=1)
    await count_order(order.paid)
    assert (await stands(orders, li), await stands(sales, li)) == ((1, "done"), (10_007, "done"))
    first = order.returned(3, amounts=[4_288])
    for _ in range(2):
        await take_returned(first)
    assert (await stands(orders, li), await stands(sales, li)) == ((1, "done"), (5_719, "open"))
    await take_returned(order.returned(4, amounts=[5_719]))
    assert (await stands(orders, li), await stands(sales, li)) == ((0, "open"), (0, "open"))
    await progress_is_counted()


async def test_other_goods_coming_back_do_not_touch_a_product_s_task(database: None) -> None:
    li, product = await guide(), await make_product()
    task = await running(TaskKind.SALES, 10_000, product_id=str(product))
    order = await bought(li, (product, 10_000, 1), (GOODS, 500, 1))
    await count_order(order.paid)
    await take_returned(order.returned(0, 1))
    assert await stands(task, li) == (10_000, "done")


@pytest.mark.parametrize("told", [*permutations(range(3))])
async def test_payment_and_returns_may_be_told_in_any_order(database: None, told: tuple[int, ...]) -> None:
    li = await guide()
    orders, sales = await running(TaskKind.ORDERS, 1), await running(TaskKind.SALES, 1)
    order = await bought(li, (GOODS, 900, 3))
    back = [order.returned(1), order.returned(2)]
    for each in told:
        await (count_order(order.paid) if each == 2 else take_returned(back[each]))
    assert (await stands(orders, li), await stands(sales, li)) == ((0, "open"), (0, "open"))
    assert await TaskFact.all().count() == 6


async def test_a_return_after_the_deadline_is_taken_back_too(database: None) -> None:
    li = await guide()
    task = await running(TaskKind.ORDERS, 1)
    order = await bought(li, (GOODS, 100, 1))
    await count_order(order.paid)
    await db.execute("UPDATE guide_tasks SET status = 'ended', deadline_at = $1", clock.now())
    await take_returned(order.returned(1))
    assert await stands(task, li) == (0, "missed")
