"""Orders that come at the same moment are placed in one transaction; each is answered for itself."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.catalog.shelve import shelve
from app.catalog.states import Shelf
from app.inventory.errors import OutOfStock
from app.kernel import db
from app.kernel.errors import Error
from app.kernel.ids import new_id
from app.orders.errors import GoodsUnavailable, QuoteMoved, TooManyUnpaid
from app.orders.models import Order, OrderHistory, OrderLine
from app.orders.place import place
from app.orders.place_all import Placed, PlacedUnfairly, Placing, most_unpaid, place_all
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import stock_of, wish
from tests.app.wallet.factory import with_points, with_stored_value

Outcome = Placed | Error | None


async def placing(
    *lines: tuple[UUID, int], member: UUID | None = None, key: str = "", expected: int | None = None, **more: Any
) -> Placing:
    member_id = member or new_id()
    wanted = await wish(member_id, *lines, **more)
    return Placing(member_id, wanted, key or new_id().hex, wanted.fingerprint(), expected)


def kinds(outcomes: list[Outcome]) -> list[type]:
    return [type(outcome) for outcome in outcomes]


async def test_each_order_gets_its_own_lines_history_holds_and_event(database: None) -> None:
    tea, cup = await stocked(stock=10, price_yuan="12.90"), await stocked(stock=10, price_yuan="30", number=2)
    asked = [
        await placing((tea.sku_id, 1)),
        await placing((cup.sku_id, 2), (tea.sku_id, 3)),
        await placing((cup.sku_id, 1)),
    ]
    placed = await place_all(asked)
    assert [outcome.total for outcome in placed if isinstance(outcome, Placed)] == [1_290, 6_000 + 3_870, 3_000]
    for each, outcome in zip(asked, placed, strict=True):
        assert isinstance(outcome, Placed)
        order = await Order.get(id=outcome.id)
        assert (order.member_id, order.number, order.idempotency_key) == (each.member_id, outcome.number, each.key)
        lines = await OrderLine.filter(order_id=outcome.id).order_by("line")
        assert [(line.sku_id, line.quantity) for line in lines] == list(each.wanted.lines)
        assert await OrderHistory.filter(order_id=outcome.id).count() == 1
    assert (await stock_of(tea.sku_id), await stock_of(cup.sku_id)) == ((10, 4), (10, 3))
    told = await db.fetch("SELECT payload FROM pgqueuer WHERE entrypoint LIKE 'OrderPlaced>%'")
    assert len(told) == 3


async def test_what_one_cannot_have_keeps_no_other_from_being_placed(database: None) -> None:
    gone, tea = await stocked(number=1), await stocked(price_yuan="12.90", number=2)
    await shelve(gone.product_id, Shelf.OFF)
    outcomes = await place_all(
        [
            await placing((gone.sku_id, 1)),
            await placing((tea.sku_id, 1), expected=1_000),
            await placing((tea.sku_id, 1), expected=1_290),
        ]
    )
    assert kinds(outcomes) == [GoodsUnavailable, QuoteMoved, Placed]
    assert await Order.all().count() == 1


async def test_the_last_piece_goes_to_the_first_of_them_and_the_next_hears_that_none_is_left(database: None) -> None:
    goods = await stocked(stock=3)
    outcomes = await place_all([await placing((goods.sku_id, pieces)) for pieces in (2, 2, 1)])
    assert kinds(outcomes) == [Placed, OutOfStock, Placed]
    refused = outcomes[1]
    assert isinstance(refused, OutOfStock)
    assert refused.facts["short"] == [{"sku_id": str(goods.sku_id), "wanted": 2, "available": 1}]
    assert await stock_of(goods.sku_id) == (3, 3)


async def test_a_member_has_no_more_unpaid_orders_for_placing_them_at_once(database: None) -> None:
    goods, member = await stocked(stock=100), new_id()
    asked = [await placing((goods.sku_id, 1), member=member) for _ in range(most_unpaid() + 2)]
    outcomes = await place_all(asked)
    assert kinds(outcomes) == [Placed] * most_unpaid() + [TooManyUnpaid] * 2
    assert await stock_of(goods.sku_id) == (100, most_unpaid())


async def test_one_key_twice_is_one_order(database: None) -> None:
    goods, member = await stocked(), new_id()
    twice = [await placing((goods.sku_id, 1), member=member, key="the-same-key") for _ in range(2)]
    outcomes = await place_all(twice)
    assert kinds(outcomes) == [Placed, type(None)]
    assert await stock_of(goods.sku_id) == (10, 1)


async def test_who_is_refused_by_the_tables_keeps_the_last_piece_from_nobody(database: None) -> None:
    plenty, last = await stocked(stock=100, number=1), await stocked(stock=1, number=2)
    member, other = new_id(), new_id()
    for _ in range(most_unpaid()):
        await place_all([await placing((plenty.sku_id, 1), member=member)])
    asked = [await placing((last.sku_id, 1), member=member), await placing((last.sku_id, 1), member=other)]
    with pytest.raises(PlacedUnfairly):
        await place_all(asked)
    answers = await asyncio.gather(
        *(place(each.member_id, each.wanted, each.key) for each in asked), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [TooManyUnpaid, Placed]
    assert await stock_of(last.sku_id) == (1, 1)


async def test_an_order_that_stored_value_pays_in_full_is_paid_at_once_beside_one_that_is_not(database: None) -> None:
    rich, goods = await with_stored_value(100_000), await stocked(price_yuan="12.90")
    outcomes = await place_all(
        [await placing((goods.sku_id, 1), member=rich, stored_value=True), await placing((goods.sku_id, 1))]
    )
    assert [outcome.status for outcome in outcomes if isinstance(outcome, Placed)] == ["paid", "unpaid"]
    assert await stock_of(goods.sku_id) == (9, 1)


async def test_points_that_two_orders_want_at_once_are_spent_by_one_of_them(database: None) -> None:
    member, goods = await with_points(500), await stocked(price_yuan="12.90")
    asked = [await placing((goods.sku_id, 1), member=member, points=500) for _ in range(2)]
    answers = await asyncio.gather(*(place(each.member_id, each.wanted, each.key) for each in asked))
    assert sorted(answer.payable for answer in answers) == [790, 1_290]
    assert await stock_of(goods.sku_id) == (10, 2)
