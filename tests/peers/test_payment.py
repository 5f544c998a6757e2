"""Holes of other shops between order and payment, and between payment and refund, looked for here."""

import asyncio

import httpx
import pytest

from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.errors import SendFailed
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.expire import expire
from app.orders.mark_paid import mark_paid
from app.orders.place import place
from app.orders.states import OrderStatus
from app.payments.close import close
from app.payments.models import Payment, Refund
from app.payments.reconcile import reconcile
from app.payments.start import owe
from app.payments.states import PaymentStatus
from app.promotions.end import end
from tests.app.aftersale.factory import PAID, ask, line_ids
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import payment_is, shopper, stock_of, wish
from tests.app.promotions.coupons.factory import coupon, let_end, status_of
from tests.app.promotions.factory import promotion
from tests.conftest import Drain

HALF_OFF = {"kind": "spend_and_save", "by": "pieces", "tiers": [{"at": 1, "off_rate": 5_000}]}
CLOSING = "/v3/pay/transactions/out-trade-no/"
OVERDUE = "UPDATE orders SET expires_at = placed_at"


async def test_what_ended_between_order_and_payment_does_not_keep_the_order_from_being_paid(database: None) -> None:
    """yudao-cloud: the money is taken, the activity is over or disabled, and the order stays unpaid for ever."""
    goods, buyer = await stocked(price_yuan="20"), new_id()
    offer = await promotion(HALF_OFF)
    ready = await coupon(buyer, terms={"kind": "fixed", "amount": 100, "threshold": 0})
    placed = await place(buyer, await wish(buyer, (goods.sku_id, 1), coupon_ids=(ready,)), str(new_id()))
    await end(offer)
    await let_end(ready)
    await db.execute("UPDATE products SET shelf = 'off'")
    assert await mark_paid(placed.id, clock.now())
    paid = await orders.facts(placed.id)
    assert (paid.status, paid.payable, await status_of(ready)) == (OrderStatus.PAID, 900, "used")


async def test_an_order_that_cannot_be_ended_holds_up_none_of_those_that_can(database: None) -> None:
    """yudao-cloud ends many in one transaction, and one that is paid at the channel rolls the others back.

    lilishop ends one by one and only logs what went wrong.
    """
    goods = await stocked(stock=3)
    placed = []
    for _ in range(3):
        buyer = new_id()
        one = await place(buyer, await wish(buyer, (goods.sku_id, 1)), str(new_id()))
        await owe(one.id, buyer, "o-payer", one.payable, "测试", one.expires_at)
        placed.append(one.id)
    await db.execute(PAID, placed[1], clock.now())
    await db.execute(OVERDUE)
    assert await expire() == 2
    states = [(await orders.facts(order_id)).status for order_id in placed]
    assert states == [OrderStatus.CANCELLED, OrderStatus.UNPAID, OrderStatus.CANCELLED]
    assert await stock_of(goods.sku_id) == (3, 1)
    assert await mark_paid(placed[1], clock.now())
    assert await stock_of(goods.sku_id) == (2, 0)


async def test_a_payment_that_could_not_be_closed_is_closed_later(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    """lilishop: what fails while an order ends is only logged. yudao-cloud leaves the channel's order open."""
    goods, buyer = await stocked(), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    params = await buyer.pay_params(order)
    await buyer.cancel(order)
    await sandbox.post("/_sandbox/faults", json={"path": CLOSING, "kind": "http", "status": 500})
    (payment,) = await Payment.all()
    with pytest.raises(SendFailed):
        await close(payment.id)
    assert (await Payment.get(id=payment.id)).status is PaymentStatus.CLOSING
    await sandbox.delete("/_sandbox/faults")
    await sandbox.post("/_sandbox/clock", json={"advance_seconds": 61})
    assert await reconcile() == 1
    await payment_is(order, "closed")
    assert (await sandbox.post(f"/_sandbox/people/{buyer.phone}/pay", json=params)).status_code == 400


@pytest.mark.parametrize("round_", range(10))
async def test_an_order_paid_while_its_time_ends_is_paid_or_cancelled_with_its_stock(
    database: None, round_: int
) -> None:
    """CRMEB reads that an order is unpaid, gives its stock back, and ends it without looking again."""
    goods, buyer = await stocked(stock=2), new_id()
    placed = await place(buyer, await wish(buyer, (goods.sku_id, 1)), str(new_id()))
    await db.execute(OVERDUE)
    ended, paid = await asyncio.gather(expire(), mark_paid(placed.id, clock.now()))
    outcome = ((await orders.facts(placed.id)).status, await stock_of(goods.sku_id))
    assert outcome == ((OrderStatus.PAID, (1, 0)) if paid else (OrderStatus.CANCELLED, (2, 0)))
    assert ended == (not paid)


async def test_of_many_who_saw_the_last_piece_one_has_it(database: None) -> None:
    """CRMEB reads the stock and takes it off without a condition."""
    goods = await stocked(stock=1)
    buyers = [new_id() for _ in range(8)]
    wishes = [await wish(buyer, (goods.sku_id, 1)) for buyer in buyers]
    answers = await asyncio.gather(
        *(place(buyer, wanted, str(new_id())) for buyer, wanted in zip(buyers, wishes, strict=True)),
        return_exceptions=True,
    )
    assert sum(not isinstance(answer, BaseException) for answer in answers) == 1
    assert await stock_of(goods.sku_id) == (1, 1)


async def test_a_refund_that_was_rolled_back_was_never_asked_of_the_channel(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    """YunaiV/ruoyi-vue-pro asks the channel inside the transaction: rolled back, the money is gone all the same."""
    goods, buyer = await stocked(), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    number = await buyer.pay(order)
    await payment_is(order, "paid")
    await drain()
    order_id = (await Payment.get(out_trade_no=number)).subject_id
    (line,) = await line_ids(order_id)

    @atomic
    async def ask_in_vain() -> None:
        await ask(order_id, buyer.member_id, {line: 1})
        assert await Refund.all().count() == 1
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await ask_in_vain()
    await drain()
    book = (await sandbox.get(f"/_sandbox/pay/orders/{number}")).json()
    assert (book["refunds"], await Refund.exists(), (await orders.lines_of(order_id))[0].returned) == ([], False, 0)
