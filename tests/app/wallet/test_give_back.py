"""Points and stored value that return with returned goods."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.ledger import queries as ledger
from app.ledger.states import AccountKind
from app.wallet.earn import earn, make_usable, reverse
from app.wallet.errors import MoreThanSpent
from app.wallet.give_back import give_back
from app.wallet.hold import hold
from app.wallet.lots import GRACE_DAYS, end_of_day
from app.wallet.queries import balances
from app.wallet.release import release
from app.wallet.spend import spend
from tests.app.wallet.factory import balanced, has, lots_of, paid, received, refunded, with_points, with_stored_value


async def bought(member_id: UUID, points: int, stored_value: int) -> UUID:
    """A paid order that took these."""
    order_id = new_id()
    await hold(member_id, order_id, points, stored_value)
    await spend(order_id)
    return order_id


async def test_points_return_to_the_lots_they_came_from_last_taken_first(database: None) -> None:
    member = await with_points(30, 50)
    order_id = await bought(member, 60, 0)
    await give_back(order_id, 20, 0, "one")
    assert await lots_of(member) == [0, 40]
    await give_back(order_id, 40, 0, "other")
    assert await lots_of(member) == [30, 50]
    await balanced()


async def test_points_of_a_lot_that_ran_out_get_some_more_days(database: None) -> None:
    member = await with_points(30, 50)
    order_id = await bought(member, 80, 0)
    await db.execute("UPDATE point_lots SET expires_at = earned_at WHERE member_id = $1 AND earned = 30", member)
    await give_back(order_id, 80, 0, "all")
    assert await lots_of(member) == [0, 30, 50]
    until = await db.fetch_value("SELECT expires_at FROM point_lots WHERE source_ref = 'points:returned:all'")
    assert until == end_of_day(clock.now() + timedelta(days=GRACE_DAYS))
    await balanced()


@pytest.mark.parametrize("parts", [[1_100], [1, 1_099], [333, 333, 434], [550, 550]])
async def test_stored_value_returns_in_the_parts_it_was_spent_in_whatever_the_steps(
    database: None, parts: list[int]
) -> None:
    member = await with_stored_value(1_000, 200)
    order_id = await bought(member, 0, 1_100)
    for at, part in enumerate(parts):
        await give_back(order_id, 0, part, f"part {at}")
        _, principal, bonus = await has(member)
        given = sum(parts[: at + 1])
        assert (principal, bonus - 100) == (given - 100 * given // 1_100, 100 * given // 1_100)
    assert await has(member) == (0, 1_000, 200)
    await balanced()


async def test_the_same_refund_gives_back_once(database: None) -> None:
    member = await with_stored_value(100, 0, await with_points(10))
    order_id = await bought(member, 10, 100)
    for _ in range(3):
        await give_back(order_id, 5, 50, "after-sale")
    assert await has(member) == (5, 50, 0)
    await balanced()


@pytest.mark.parametrize(("points", "stored"), [(11, 0), (0, 101), (-1, 0), (6, 0), (0, 51)])
async def test_never_more_comes_back_than_was_spent(database: None, points: int, stored: int) -> None:
    """craftcms/commerce#1098: an order refunded in two steps gave back more than it had taken."""
    member = await with_stored_value(100, 0, await with_points(10))
    order_id = await bought(member, 10, 100)
    await give_back(order_id, 5, 50, "first")
    with pytest.raises(MoreThanSpent):
        await give_back(order_id, points, stored, "second")
    assert await has(member) == (5, 50, 0)


async def test_an_order_that_is_not_paid_gives_nothing_back(database: None) -> None:
    member = await with_points(10)
    held, released = new_id(), new_id()
    await hold(member, held, 5, 0)
    await hold(member, released, 5, 0)
    await release([released])
    for order_id in (held, released, new_id()):
        with pytest.raises(MoreThanSpent):
            await give_back(order_id, 5, 0, f"refund of {order_id}")
    await balanced()


async def test_points_that_come_back_settle_what_is_owed_first(database: None) -> None:
    member = new_id()
    first = paid(member, 10_000)
    await earn(first)
    await make_usable(received(first))
    order_id = await bought(member, 100, 0)
    await reverse(refunded(first, 10_000))
    assert (await balances(member)).points_owed == 100
    await give_back(order_id, 70, 0, "part")
    assert ((await balances(member)).points, (await balances(member)).points_owed) == (0, 30)
    await give_back(order_id, 30, 0, "rest")
    assert await ledger.balance(AccountKind.POINTS_OWED, member) == 0
    assert await has(member) == (0, 0, 0)
    await balanced()
