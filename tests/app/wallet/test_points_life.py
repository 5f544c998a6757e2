"""Points from payment over receipt to their end, and back with refunded goods."""

import itertools
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from app.events.aftersale import AfterSaleMoved
from app.events.orders import OrderPaid
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.ledger import queries as ledger
from app.ledger.post import HOUSE
from app.ledger.states import AccountKind
from app.wallet.earn import earn, freeze, make_usable, reverse
from app.wallet.expire_points import expire_points
from app.wallet.hold import hold
from app.wallet.lots import end_of_day
from app.wallet.queries import balances
from app.wallet.release import release
from app.wallet.spend import spend
from tests.app.wallet.factory import balanced, has, lots_of, paid, received, refunded, with_points


async def points_of(member_id: UUID) -> tuple[int, int, int]:
    """(usable, pending, owed)"""
    found = await balances(member_id)
    return found.points, found.points_pending, found.points_owed


def disputed(order: OrderPaid, after_sale_id: UUID, status: str) -> AfterSaleMoved:
    return AfterSaleMoved(after_sale_id, order.order_id, order.member_id, "A1", status)


async def run_out(member_id: UUID) -> None:
    await db.execute("UPDATE point_lots SET expires_at = earned_at WHERE member_id = $1", member_id)


@pytest.mark.parametrize(("goods", "points"), [(99, 0), (100, 1), (12_999, 129)])
async def test_each_whole_yuan_of_goods_earns_a_point_and_freight_none(database: None, goods: int, points: int) -> None:
    order = paid(new_id(), goods)
    assert order.total > goods
    await earn(order)
    assert await points_of(order.member_id) == (0, points, 0)
    assert await ledger.balance(AccountKind.POINTS_ISSUED, HOUSE) == -points
    await balanced()


async def test_an_order_earns_once_however_often_it_is_told(database: None) -> None:
    order = paid(new_id(), 5_000)
    for _ in range(3):
        await earn(order)
    assert await points_of(order.member_id) == (0, 50, 0)
    for _ in range(3):
        await make_usable(received(order))
        await earn(order)
    assert await points_of(order.member_id) == (50, 0, 0)
    assert await lots_of(order.member_id) == [50]
    await balanced()


async def test_points_live_to_the_end_of_a_shanghai_day_a_year_after_receipt(database: None) -> None:
    order = paid(new_id(), 5_000)
    await earn(order)
    await make_usable(received(order))
    until = await db.fetch_value("SELECT expires_at FROM point_lots")
    assert until == end_of_day(clock.now() + timedelta(days=365))
    assert until.astimezone(clock.SHANGHAI).strftime("%H:%M:%S") == "00:00:00"


REFUNDS = [[5_090], [1, 5_089], [1_700, 1_700, 1_690], [99] * 51 + [41]]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("parts", REFUNDS)
async def test_the_reversals_of_all_goods_sum_to_what_they_earned(
    database: None, parts: list[int], at_once: bool
) -> None:
    """Before receipt out of the pending points, after it out of the order's lot; floor at every step."""
    order = paid(new_id(), 5_090)
    await earn(order)
    if not at_once:
        await make_usable(received(order))
    for at, part in enumerate(parts):
        await reverse(refunded(order, part))
        kept = 50 - 50 * sum(parts[: at + 1]) // 5_090
        assert await points_of(order.member_id) == ((0, kept, 0) if at_once else (kept, 0, 0))
    assert await points_of(order.member_id) == (0, 0, 0)
    await balanced()


async def test_a_refund_takes_its_own_orders_lot_before_older_ones(database: None) -> None:
    member = await with_points(40)
    order = paid(member, 3_000)
    await earn(order)
    await make_usable(received(order))
    await db.execute("UPDATE point_lots SET expires_at = expires_at - interval '30 days' WHERE earned = 40")
    await reverse(refunded(order, 2_000))
    assert await lots_of(member) == [40, 10]
    await balanced()


async def test_points_spent_before_the_refund_are_owed_and_settled_from_the_next(database: None) -> None:
    """The clawback of awarded points is skipped by yudao when the balance is short, and cut short by CRMEB."""
    member, order_id = await with_points(5), new_id()
    order = paid(member, 10_000)
    await earn(order)
    await make_usable(received(order))
    await hold(member, order_id, 105, 0)
    await spend(order_id)
    await reverse(refunded(order, 10_000))
    assert await points_of(member) == (0, 0, 100)
    later = paid(member, 15_000)
    await earn(later)
    assert await points_of(member) == (0, 150, 100)
    await make_usable(received(later))
    assert await points_of(member) == (50, 0, 0)
    await balanced()


async def test_the_same_refund_takes_points_back_once(database: None) -> None:
    order = paid(new_id(), 10_000)
    await earn(order)
    back = refunded(order, 4_000)
    for _ in range(3):
        await reverse(back)
    assert await points_of(order.member_id) == (0, 60, 0)
    await balanced()


async def test_whatever_the_order_of_the_news_the_points_end_alike(database: None) -> None:
    for steps in itertools.permutations(range(5)):
        order, after_sale = paid(new_id(), 10_000), new_id()
        news: list[Callable[[], Awaitable[None]]] = [
            lambda order=order: earn(order),  # type: ignore[misc]
            lambda order=order: make_usable(received(order)),  # type: ignore[misc]
            lambda order=order, its=after_sale: reverse(refunded(order, 2_500, its)),  # type: ignore[misc]
            lambda order=order, its=after_sale: freeze(disputed(order, its, "requested")),  # type: ignore[misc]
            lambda order=order, its=after_sale: freeze(disputed(order, its, "done")),  # type: ignore[misc]
        ]
        for step in steps:
            await news[step]()
        assert await points_of(order.member_id) == (75, 0, 0), steps
    await balanced()


async def test_while_an_after_sale_is_open_its_orders_points_are_frozen(database: None) -> None:
    member = await with_points(10)
    order, after_sale = paid(member, 10_000), new_id()
    await earn(order)
    await make_usable(received(order))
    assert await points_of(member) == (110, 0, 0)
    for _ in range(2):
        await freeze(disputed(order, after_sale, "requested"))
        assert await points_of(member) == (10, 100, 0)
    await balanced()
    for _ in range(2):
        await freeze(disputed(order, after_sale, "withdrawn"))
        assert await points_of(member) == (110, 0, 0)
    await freeze(disputed(order, after_sale, "requested"))
    assert await points_of(member) == (110, 0, 0), "a late word does not freeze for ever"
    await balanced()


async def test_points_of_an_order_disputed_before_receipt_wait_for_the_end_of_the_dispute(database: None) -> None:
    order, after_sale = paid(new_id(), 10_000), new_id()
    await earn(order)
    await freeze(disputed(order, after_sale, "requested"))
    await make_usable(received(order))
    assert await points_of(order.member_id) == (0, 100, 0)
    await reverse(refunded(order, 5_000, after_sale))
    await freeze(disputed(order, after_sale, "done"))
    assert await points_of(order.member_id) == (50, 0, 0)
    await balanced()


async def test_points_that_run_out_leave_their_member_once(database: None) -> None:
    members = [await with_points(10, 20) for _ in range(3)]
    for member in members[:2]:
        await run_out(member)
    assert await expire_points() == 4
    assert await expire_points() == 0
    assert [(await has(member))[0] for member in members] == [0, 0, 30]
    assert await ledger.balance(AccountKind.POINTS_EXPIRED, members[0]) == 30
    await balanced()


async def test_points_released_after_their_end_are_swept_too(database: None) -> None:
    member, order_id = await with_points(10), new_id()
    await hold(member, order_id, 4, 0)
    await run_out(member)
    await expire_points()
    await release([order_id])
    assert await has(member) == (0, 0, 0)
    await expire_points()
    assert await ledger.balance(AccountKind.POINTS_EXPIRED, member) == 10
    await balanced()
