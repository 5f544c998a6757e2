"""What an order takes of its member's points and stored value: held, spent, released, given back."""

import pytest

from app.kernel import db
from app.kernel.ids import new_id
from app.ledger import queries as ledger
from app.ledger.errors import BalanceTooLow
from app.ledger.states import AccountKind
from app.wallet.errors import AlreadyReleased
from app.wallet.hold import hold
from app.wallet.release import release
from app.wallet.spend import spend
from tests.app.wallet.factory import balanced, has, lots_of, with_points, with_stored_value


async def test_holding_takes_the_points_that_expire_first(database: None) -> None:
    member = await with_points(30, 50, 20)
    await hold(member, new_id(), 60, 0)
    assert await lots_of(member) == [0, 20, 20]
    assert await has(member) == (40, 0, 0)
    await balanced()


async def test_holding_takes_principal_before_bonus(database: None) -> None:
    member = await with_stored_value(10_000, 2_000)
    await hold(member, new_id(), 0, 9_000)
    assert await has(member) == (0, 1_000, 2_000)
    await hold(member, new_id(), 0, 2_500)
    assert await has(member) == (0, 0, 500)
    await balanced()


@pytest.mark.parametrize(("points", "stored"), [(101, 0), (0, 1_201), (100, 1_201), (101, 1_200)])
async def test_nobody_holds_more_than_they_have_and_nothing_changes(database: None, points: int, stored: int) -> None:
    member = await with_stored_value(1_000, 200, await with_points(100))
    with pytest.raises(BalanceTooLow):
        await hold(member, new_id(), points, stored)
    assert await has(member) == (100, 1_000, 200)
    assert await lots_of(member) == [100]
    await balanced()


async def test_points_that_ran_out_are_not_held_even_before_they_are_swept(database: None) -> None:
    member = await with_points(10, 10)
    await db.execute("UPDATE point_lots SET expires_at = earned_at WHERE member_id = $1 AND remaining = 10", member)
    assert (await has(member))[0] == 0
    with pytest.raises(BalanceTooLow):
        await hold(member, new_id(), 1, 0)


async def test_an_order_that_takes_nothing_leaves_no_trace(database: None) -> None:
    order_id = new_id()
    await hold(new_id(), order_id, 0, 0)
    await spend(order_id)
    await release([order_id])
    assert await db.fetch_value("SELECT count(*) FROM wallet_spends") == 0


async def test_what_is_spent_is_gone_once_however_often_it_is_said(database: None) -> None:
    member, order_id = await with_stored_value(500, 100, await with_points(100)), new_id()
    await hold(member, order_id, 70, 550)
    for _ in range(3):
        await spend(order_id)
    await release([order_id])
    assert await has(member) == (30, 0, 50)
    assert await ledger.balance(AccountKind.POINTS_BURNT, member) == 70
    assert await ledger.balance(AccountKind.STORED_SPENT, member) == 550
    await balanced()


async def test_what_is_released_goes_back_into_its_lots_once(database: None) -> None:
    member, order_id = await with_stored_value(500, 100, await with_points(30, 50)), new_id()
    await hold(member, order_id, 40, 550)
    for _ in range(3):
        await release([order_id, new_id()])
    assert await has(member) == (80, 500, 100)
    assert await lots_of(member) == [30, 50]
    await balanced()


async def test_a_released_order_is_never_paid_for_nothing(database: None) -> None:
    member, order_id = await with_points(30), new_id()
    await hold(member, order_id, 30, 0)
    await release([order_id])
    with pytest.raises(AlreadyReleased):
        await spend(order_id)
    await balanced()
