"""The same coupon, points, stored value or key at the same moment, through the order desk, committed for real."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Sequence
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.analytics import invariants
from app.kernel import clock, db
from app.kernel.errors import Error
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.cancel import cancel
from app.orders.expire import expire
from app.orders.mark_paid import mark_paid
from app.orders.models import Order
from app.orders.place import place
from app.orders.place_all import most_unpaid
from app.orders.states import OrderStatus
from app.wallet.grant import grant
from app.wallet.queries import Balances, balances
from tests.app.aftersale.factory import member
from tests.app.catalog.factory import Goods, stocked
from tests.app.orders.factory import shopper, stock_of, wish
from tests.app.promotions.coupons.factory import coupon, status_of
from tests.app.wallet.factory import with_points
from tests.app.wallet.top_ups import paid_for

ROUNDS = 20
AT_ONCE = 5
FIVE_OFF = {"kind": "fixed", "amount": 500, "threshold": 0}


@pytest.fixture(autouse=True)
def deadlocks_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadlock fails the test instead of being tried again: placings lock in one order."""
    monkeypatch.setattr(db, "ATTEMPTS_ON_DEADLOCK", 1)


async def truths_hold() -> None:
    assert [finding for finding in await invariants.check() if not finding.holds] == []


async def at_once(*verbs: Awaitable[Any]) -> Counter[str]:
    """How many came to what: done, or the code of a refusal. Anything else fails the test."""
    ended = await asyncio.gather(*verbs, return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException) and not isinstance(one, Error):
            raise one
    return Counter(one.code if isinstance(one, Error) else "done" for one in ended)


def answered(answers: Sequence[httpx.Response]) -> Counter[str]:
    """How many were placed, and the codes of the others."""
    return Counter("placed" if answer.status_code == 201 else str(answer.json()["code"]) for answer in answers)


async def fresh(number: int, stock: int = 100) -> Goods:
    return await stocked(stock, "12.90", number)


async def test_one_coupon_pays_for_one_of_five_orders_placed_at_once(http: httpx.AsyncClient) -> None:
    """macrozheng/mall#1003: the same coupon was used by five concurrent orders."""
    for number in range(ROUNDS):
        goods, buyer = await fresh(number), await shopper(http)
        ready = await coupon(buyer.member_id, terms=FIVE_OFF)
        wished: dict[str, Any] = {"coupon_ids": [str(ready)], "expected_total": 790}
        answers = await asyncio.gather(*(buyer.place((goods.sku_id, 1), **wished) for _ in range(AT_ONCE)))
        assert answered(answers) == {"placed": 1, "coupon_not_usable": AT_ONCE - 1}
        assert (await status_of(ready), await stock_of(goods.sku_id)) == ("locked", (100, 1))
    await truths_hold()


async def test_points_are_spent_once_by_orders_placed_at_once(http: httpx.AsyncClient) -> None:
    """yudao-cloud: using points twice at the same moment gave the discount without the deduction."""
    for number in range(ROUNDS):
        goods, buyer = await fresh(number), await shopper(http)
        await _give_points(buyer.member_id, 600)
        wished: dict[str, Any] = {"points": 600, "expected_total": 690}
        answers = await asyncio.gather(*(buyer.place((goods.sku_id, 1), **wished) for _ in range(AT_ONCE)))
        assert set(answered(answers)) <= {"placed", "balance_too_low", "quote_moved"}
        assert answered(answers)["placed"] == 1
        assert await balances(buyer.member_id) == Balances()
        assert await stock_of(goods.sku_id) == (100, 1)
    await truths_hold()


async def test_stored_value_is_spent_once_by_orders_placed_at_once(database: None) -> None:
    for number in range(ROUNDS):
        goods, buyer = await fresh(number), new_id()
        await paid_for(buyer, 2_000, 0)
        wanted = await wish(buyer, (goods.sku_id, 1), stored_value=True)
        ended = await at_once(*(place(buyer, wanted, str(new_id()), 1_290) for _ in range(3)))
        assert set(ended) <= {"done", "balance_too_low"}
        placed = await Order.filter(member_id=buyer)
        assert sum(order.stored_value for order in placed) + (await balances(buyer)).principal == 2_000
        assert all(order.stored_value + order.payable == 1_290 for order in placed)
        assert {order.status for order in placed if not order.payable} == {OrderStatus.PAID}
    await truths_hold()


async def test_one_key_with_coupon_points_and_stored_value_is_one_order(database: None) -> None:
    for number in range(ROUNDS):
        goods, buyer = await fresh(number, stock=2), await with_points(100)
        await paid_for(buyer, 300, 0)
        ready = await coupon(buyer, terms=FIVE_OFF)
        wanted = await wish(buyer, (goods.sku_id, 2), coupon_ids=(ready,), points=100, stored_value=True)
        placed = await asyncio.gather(*(place(buyer, wanted, "one-key-for-all", 1_980) for _ in range(8)))
        assert len({one.id for one in placed}) == 1
        assert {(one.total, one.payable) for one in placed} == {(1_980, 1_680)}
        assert (await status_of(ready), await balances(buyer)) == ("locked", Balances())
        assert await stock_of(goods.sku_id) == (2, 2)
    await truths_hold()


async def test_a_member_never_has_more_unpaid_orders_than_allowed(database: None) -> None:
    """dujiao-next#105: unpaid orders kept the stock of the whole shop."""
    for number in range(ROUNDS):
        goods, buyer, most = await fresh(number), new_id(), most_unpaid()
        wanted = await wish(buyer, (goods.sku_id, 9))
        ended = await at_once(*(place(buyer, wanted, str(new_id())) for _ in range(most + 3)))
        assert ended == {"done": most, "too_many_unpaid": 3}
        assert await stock_of(goods.sku_id) == (100, 9 * most)
    await truths_hold()


async def test_an_order_that_pays_and_expires_at_once_takes_everything_or_gives_everything_back(
    database: None,
) -> None:
    for number in range(ROUNDS):
        goods, buyer = await fresh(number), await with_points(100)
        ready = await coupon(buyer, terms=FIVE_OFF)
        wanted = await wish(buyer, (goods.sku_id, 2), coupon_ids=(ready,), points=100)
        order = (await place(buyer, wanted, str(new_id()))).id
        await db.execute("UPDATE orders SET expires_at = placed_at WHERE id = $1", order)
        first, second, _, _ = await asyncio.gather(
            mark_paid(order, clock.now()), mark_paid(order, clock.now()), expire(), expire()
        )
        paid = (await orders.facts(order)).status is OrderStatus.PAID
        assert [first, second].count(True) == paid
        assert (await status_of(ready), (await balances(buyer)).points, await stock_of(goods.sku_id)) == (
            ("used", 0, (98, 0)) if paid else ("ready", 100, (100, 0))
        )


async def test_paying_and_cancelling_at_once_settles_coupon_points_and_stock_one_way(database: None) -> None:
    for number in range(ROUNDS):
        goods, buyer = await fresh(number), await with_points(100)
        ready = await coupon(buyer, terms=FIVE_OFF)
        wanted = await wish(buyer, (goods.sku_id, 2), coupon_ids=(ready,), points=100)
        order = (await place(buyer, wanted, str(new_id()))).id
        ended = await at_once(mark_paid(order, clock.now()), _cancel(order, buyer), _cancel(order, buyer))
        status = (await orders.facts(order)).status
        paid = status is OrderStatus.PAID
        assert ended == ({"done": 1, "order_already_paid": 2} if paid else {"done": 3})
        assert (await status_of(ready), (await balances(buyer)).points, await stock_of(goods.sku_id)) == (
            ("used", 0, (98, 0)) if paid else ("ready", 100, (100, 0))
        )


async def _cancel(order_id: UUID, buyer: UUID) -> None:
    await cancel(order_id, member(buyer))


async def _give_points(member_id: UUID, points: int) -> None:
    await grant(member_id, points, f"gift:{new_id()}")
