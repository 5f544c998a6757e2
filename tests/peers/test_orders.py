"""Holes that were filed about other shops' orders, looked for here."""

from uuid import UUID

import httpx
import pytest

from app.events.payments import PaymentSucceeded
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.cancel import cancel
from app.orders.errors import TooManyUnpaid
from app.orders.expire import expire
from app.orders.mark_paid import mark_paid
from app.orders.models import Order
from app.orders.place import place
from app.orders.place_all import most_unpaid
from app.orders.reactions import take_payment
from app.orders.states import OrderStatus
from app.payments import incident
from app.payments import queries as payments
from app.payments.models import Payment
from app.payments.start import owe
from tests.app.aftersale.factory import PAID, member
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import shopper, stock_of, wish
from tests.app.promotions.coupons.factory import coupon, status_of

FIVE_OFF = {"kind": "fixed", "amount": 500, "threshold": 0}


async def ordered(buyer: UUID, sku_id: UUID, pieces: int = 1, coupons: tuple[UUID, ...] = ()) -> UUID:
    wanted = await wish(buyer, (sku_id, pieces), coupon_ids=coupons)
    return (await place(buyer, wanted, str(new_id()))).id


async def overdue(order_id: UUID) -> None:
    await db.execute("UPDATE orders SET expires_at = placed_at WHERE id = $1", order_id)


async def money_comes(order_id: UUID) -> PaymentSucceeded:
    """The channel took the money of a payment that was started before the order ended."""
    await db.execute(PAID, order_id, clock.now())
    paid = await Payment.get(subject_id=order_id)
    return PaymentSucceeded(paid.id, order_id, paid.amount, clock.now(), "order")


@pytest.mark.parametrize("ended_by", ["member", "time"])
async def test_an_unpaid_order_that_ends_gives_its_coupon_back(database: None, ended_by: str) -> None:
    """linlinjava/litemall#163, YunaiV/ruoyi-vue-pro#482: it was lost, or the cancelling failed because of it."""
    goods, buyer = await stocked(), new_id()
    ready = await coupon(buyer, terms=FIVE_OFF)
    order = await ordered(buyer, goods.sku_id, coupons=(ready,))
    assert await status_of(ready) == "locked"
    if ended_by == "member":
        await cancel(order, member(buyer))
    else:
        await overdue(order)
        assert await expire() == 1
    assert ((await orders.facts(order)).status, await status_of(ready)) == (OrderStatus.CANCELLED, "ready")


async def test_a_coupon_of_a_cancelled_order_in_use_again_is_not_freed_when_that_orders_time_is_over(
    database: None,
) -> None:
    """linlinjava/litemall#472: a later sweep over timed out orders meets the coupon that was given back early."""
    goods, buyer = await stocked(), new_id()
    ready = await coupon(buyer, terms=FIVE_OFF)
    first = await ordered(buyer, goods.sku_id, coupons=(ready,))
    await cancel(first, member(buyer))
    second = await ordered(buyer, goods.sku_id, coupons=(ready,))
    await overdue(first)
    assert await expire() == 0
    await cancel(first, member(buyer))
    assert await status_of(ready) == "locked"
    assert await mark_paid(second, clock.now())
    await overdue(second)
    assert (await expire(), await status_of(ready)) == (0, "used")


async def test_nobody_pays_for_an_order_that_is_not_theirs(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    """youlaitech/youlai-mall#113: any order could be paid by its id."""
    goods, buyer, stranger = await stocked(), await shopper(http), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    for order_id in (order["id"], str(new_id())):
        answer = await stranger.call("POST", f"/orders/{order_id}/payment")
        assert (answer.status_code, answer.json()["code"]) == (404, "order_not_found")
    assert not await Payment.exists()


async def test_money_that_comes_after_the_piece_was_sold_to_another_goes_back(database: None) -> None:
    """codingXiaxw/seckill#41: a payment after the hold was released makes the last piece sold twice."""
    goods, slow, quick = await stocked(stock=1), new_id(), new_id()
    late = await ordered(slow, goods.sku_id)
    await owe(late, slow, "o-slow", 1_290, "龙井", clock.now())
    await overdue(late)
    assert await expire() == 1
    sold = await ordered(quick, goods.sku_id)
    assert await mark_paid(sold, clock.now())
    told = await money_comes(late)
    for _ in range(2):
        await take_payment(told)
    assert [amount for _, amount, _ in await payments.refunds_of(late)] == [1_290]
    assert await stock_of(goods.sku_id) == (0, 0)
    states = [(await orders.facts(order)).status for order in (late, sold)]
    assert states == [OrderStatus.CANCELLED, OrderStatus.PAID]
    reference = "SELECT count(*) FROM refunds WHERE source_ref = $1"
    transaction = (await Payment.get(subject_id=late)).transaction_id or ""
    assert await db.fetch_value(reference, incident.source_ref(transaction)) == 1


async def test_the_stock_of_a_shop_is_not_kept_by_one_members_unpaid_orders(database: None) -> None:
    """dujiao-next/dujiao-next#105: orders that nobody pays kept everything from being sold."""
    goods, keeper = await stocked(stock=1_000), new_id()
    most = most_unpaid()
    kept = [await ordered(keeper, goods.sku_id, pieces=2) for _ in range(most)]
    with pytest.raises(TooManyUnpaid) as refused:
        await ordered(keeper, goods.sku_id)
    assert refused.value.facts == {"limit": most}
    assert await stock_of(goods.sku_id) == (1_000, 2 * most)
    await ordered(new_id(), goods.sku_id)
    await cancel(kept[0], member(keeper))
    await ordered(keeper, goods.sku_id)
    assert await mark_paid(kept[1], clock.now())
    await ordered(keeper, goods.sku_id)


async def test_the_same_order_again_is_not_one_too_many(database: None) -> None:
    goods, buyer = await stocked(), new_id()
    wanted = await wish(buyer, (goods.sku_id, 1))
    placed = [await place(buyer, wanted, f"order-key-{n}") for n in range(most_unpaid())]
    assert [await place(buyer, wanted, f"order-key-{n}") for n in range(most_unpaid())] == placed
    assert await Order.all().count() == most_unpaid()


async def test_the_last_piece_is_paid_for_with_nothing_left_in_stock(database: None) -> None:
    """yudao-cloud checked the stock again at payment, though the order had taken it: the last piece was never paid."""
    goods, buyer = await stocked(stock=1), new_id()
    order = await ordered(buyer, goods.sku_id)
    assert await mark_paid(order, clock.now())
    assert await stock_of(goods.sku_id) == (0, 0)
