"""Points and stored value taken, returned, refunded and running out at the same moment, committed for real."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import pytest

from app.kernel import db
from app.kernel.ids import new_id
from app.ledger import queries as ledger
from app.ledger.errors import BalanceTooLow
from app.ledger.states import AccountKind
from app.payments import queries as payments
from app.wallet.earn import earn, make_usable, reverse
from app.wallet.errors import AlreadyReleased, MoreThanSpent, NothingToRefund
from app.wallet.expire_points import expire_points
from app.wallet.expire_top_ups import expire_top_ups
from app.wallet.give_back import give_back
from app.wallet.hold import hold
from app.wallet.order_top_up import order_top_up
from app.wallet.queries import balances
from app.wallet.reactions import credit_top_up
from app.wallet.refund_top_up import refund_top_up
from app.wallet.release import release
from app.wallet.spend import spend
from tests.app.wallet.factory import balanced, has, lots_of, paid, received, refunded, with_points, with_stored_value
from tests.app.wallet.top_ups import arrived, channel_takes, paid_for, top_up_of

ROUNDS = 20


@pytest.fixture(autouse=True)
def no_second_try(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadlock fails the test instead of being tried again: everything here locks in one order."""
    monkeypatch.setattr(db, "ATTEMPTS_ON_DEADLOCK", 1)


async def at_once(*verbs: Awaitable[Any]) -> list[Any]:
    """What each came to: its answer, or its business error. Anything else fails the test."""
    results = await asyncio.gather(*verbs, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception) and not isinstance(
            result, BalanceTooLow | AlreadyReleased | MoreThanSpent | NothingToRefund
        ):
            raise result
    return results


def refused(results: list[Any]) -> int:
    return sum(isinstance(result, Exception) for result in results)


async def held(member_id: UUID, points: int = 0, stored_value: int = 0) -> UUID:
    order_id = new_id()
    await hold(member_id, order_id, points, stored_value)
    return order_id


async def test_the_same_points_pay_for_one_order_only(database: None) -> None:
    """yudao: points used by two orders at once gave both a discount and were deducted once."""
    for _ in range(ROUNDS):
        member = await with_points(60, 40)
        results = await at_once(*(held(member, points=70) for _ in range(6)))
        assert refused(results) == 5
        assert (await has(member))[0] == 30
    await balanced()


async def test_the_same_stored_value_pays_for_as_many_orders_as_it_covers(database: None) -> None:
    """cedar2025/Xboard#860: a balance was used twice by two requests at once."""
    for _ in range(ROUNDS):
        member = await with_stored_value(1_000, 500)
        results = await at_once(*(held(member, stored_value=400) for _ in range(8)))
        assert refused(results) == 5
        assert await has(member) == (0, 0, 300)
    await balanced()


async def test_an_order_cancelled_many_times_at_once_gives_back_once(database: None) -> None:
    """wyx2685/v2board#374: cancelling one order concurrently doubled the balance."""
    for _ in range(ROUNDS):
        member = await with_stored_value(1_000, 500, await with_points(60, 40))
        order_id = await held(member, 70, 1_200)
        await at_once(*(release([order_id]) for _ in range(6)))
        assert await has(member) == (100, 1_000, 500)
        assert await lots_of(member) == [60, 40]
    await balanced()


async def test_paying_and_cancelling_at_once_either_spends_or_releases(database: None) -> None:
    ends: Counter[tuple[int, int, int]] = Counter()
    for _ in range(ROUNDS):
        member = await with_stored_value(1_000, 0, await with_points(100))
        order_id = await held(member, 70, 600)
        results = await at_once(spend(order_id), release([order_id]), spend(order_id), release([order_id]))
        end = await has(member)
        assert (end, refused(results)) in [((30, 400, 0), 0), ((100, 1_000, 0), 1), ((100, 1_000, 0), 2)]
        ends[end] += 1
    assert set(ends) <= {(30, 400, 0), (100, 1_000, 0)}
    await balanced()


async def test_points_that_run_out_while_they_are_taken_are_either_held_or_gone(database: None) -> None:
    for _ in range(ROUNDS):
        member = await with_points(50)
        await db.execute(
            "UPDATE point_lots SET expires_at = clock_timestamp() + interval '3 ms' WHERE member_id = $1", member
        )
        results = await at_once(held(member, points=50), expire_points(), held(member, points=50), expire_points())
        await db.execute("UPDATE point_lots SET expires_at = earned_at WHERE member_id = $1", member)
        await expire_points()
        found = [await ledger.balance(kind, member) for kind in (AccountKind.POINTS_HELD, AccountKind.POINTS_EXPIRED)]
        assert found in ([50, 0], [0, 50])
        assert refused(results) == (1 if found == [50, 0] else 2)
    await balanced()


async def test_orders_cancelled_while_points_are_swept_lose_nothing(database: None) -> None:
    for _ in range(ROUNDS):
        member = await with_points(30, 30)
        orders = [await held(member, points=20) for _ in range(3)]
        await db.execute("UPDATE point_lots SET expires_at = earned_at WHERE member_id = $1", member)
        await at_once(*(release([order_id]) for order_id in orders), expire_points(), expire_points())
        await expire_points()
        assert await ledger.balance(AccountKind.POINTS_EXPIRED, member) == 60
    await balanced()


async def test_one_payment_told_many_times_at_once_credits_once(database: None) -> None:
    for _ in range(ROUNDS):
        top_up = await top_up_of(new_id(), 10_000)
        word = await arrived(top_up)
        await at_once(*(credit_top_up(word) for _ in range(6)))
        assert await has(top_up.member_id) == (0, 10_000, 0)
    await balanced()


async def test_one_key_used_many_times_at_once_is_one_top_up(database: None) -> None:
    for _ in range(ROUNDS):
        member = new_id()
        made = await at_once(*(order_top_up(member, "one-key", amount=10_000) for _ in range(6)))
        assert len({top_up.id for top_up in made}) == 1


async def test_a_top_up_refunded_many_times_at_once_goes_back_once(database: None) -> None:
    for _ in range(ROUNDS):
        member = new_id()
        top_up = await paid_for(member, 10_000, 1_000)
        results = await at_once(*(refund_top_up(member, top_up.id) for _ in range(4)))
        assert refused(results) == 3
        assert await has(member) == (0, 0, 0)
    await balanced()


async def test_a_refund_to_the_source_and_an_order_never_share_money(database: None) -> None:
    for _ in range(ROUNDS):
        member = new_id()
        top_up = await paid_for(member, 10_000, 0)
        results = await at_once(
            held(member, stored_value=6_000), refund_top_up(member, top_up.id), held(member, stored_value=6_000)
        )
        taken = 6_000 * sum(isinstance(result, UUID) for result in results)
        back = sum(result.amount for result in results if not isinstance(result, UUID | Exception))
        assert taken + back + (await has(member))[1] == 10_000
    await balanced()


async def test_one_refund_of_goods_told_many_times_at_once_counts_once(database: None) -> None:
    for _ in range(ROUNDS):
        member = await with_points(50)
        order = paid(member, 10_000)
        back = refunded(order, 5_000)
        await at_once(earn(order), reverse(back), make_usable(received(order)), reverse(back), earn(order))
        assert (await has(member))[0] == 100
    await balanced()


async def test_taking_points_back_while_they_are_spent_leaves_a_debt_or_none(database: None) -> None:
    for _ in range(ROUNDS):
        member = new_id()
        order = paid(member, 10_000)
        await earn(order)
        await make_usable(received(order))
        results = await at_once(held(member, points=80), reverse(refunded(order, 10_000)), held(member, points=80))
        found = await balances(member)
        spent = 80 * (2 - refused(results))
        assert (found.points, found.points_owed) == (0, spent)
    await balanced()


async def test_two_returns_of_one_order_at_once_give_back_what_it_took(database: None) -> None:
    for _ in range(ROUNDS):
        member = await with_stored_value(1_000, 100, await with_points(60, 40))
        order_id = await held(member, 90, 1_100)
        await spend(order_id)
        results = await at_once(*(give_back(order_id, 45, 550, f"return {at} of {order_id}") for at in range(4)))
        assert refused(results) == 2
        assert await has(member) == (100, 1_000, 100)
    await balanced()


async def test_a_top_up_that_ends_while_its_money_arrives_is_credited(database: None) -> None:
    for _ in range(ROUNDS):
        top_up = await top_up_of(new_id(), 10_000)
        await channel_takes(top_up)
        await db.execute("UPDATE top_ups SET expires_at = created_at WHERE id = $1", top_up.id)
        word = await arrived(top_up)
        await at_once(expire_top_ups(), credit_top_up(word), expire_top_ups(), credit_top_up(word))
        assert await has(top_up.member_id) == (0, 10_000, 0)
    await balanced()


async def test_a_top_up_that_ends_just_before_its_money_gives_it_back_once(database: None) -> None:
    for _ in range(ROUNDS):
        top_up = await top_up_of(new_id(), 10_000)
        await db.execute("UPDATE top_ups SET expires_at = created_at WHERE id = $1", top_up.id)
        await expire_top_ups()
        await channel_takes(top_up)
        word = await arrived(top_up)
        await at_once(credit_top_up(word), credit_top_up(word), expire_top_ups(), credit_top_up(word))
        assert await has(top_up.member_id) == (0, 0, 0)
        assert [amount for _, amount, _ in await payments.refunds_of(top_up.id)] == [10_000]
    await balanced()
