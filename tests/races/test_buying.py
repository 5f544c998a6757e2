"""Buyers, payments and the clock at the same moment, committed for real, several times over."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.analytics import invariants
from app.kernel import db
from app.orders.expire import expire
from app.orders.models import Order
from app.orders.place import place
from app.payments import queries as payments
from app.payments import settle
from app.payments.reconcile import reconcile
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import Drain, Shopper, payment_is, shopper, stock_of, wish
from tests.waiting import eventually

TOLD_ONCE = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'OrderPaid>app.referral.%'"
ROUNDS = pytest.mark.parametrize("round_", range(20))


async def truths_hold() -> None:
    assert [finding for finding in await invariants.check() if not finding.holds] == []


@ROUNDS
async def test_many_buyers_of_the_last_piece_make_exactly_one_order(http: httpx.AsyncClient, round_: int) -> None:
    goods = await stocked(stock=1)
    buyers = [await shopper(http) for _ in range(200)]
    answers = await asyncio.gather(*(buyer.place((goods.sku_id, 1)) for buyer in buyers))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 199
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"out_of_stock"}
    assert await stock_of(goods.sku_id) == (1, 1)
    await truths_hold()


@ROUNDS
async def test_crossing_orders_of_the_same_goods_neither_deadlock_nor_oversell(
    http: httpx.AsyncClient, round_: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "ATTEMPTS_ON_DEADLOCK", 1)
    goods = [await stocked(stock=12, number=n) for n in range(4)]
    buyers = [await shopper(http) for _ in range(16)]
    wishes = [[(one.sku_id, 1) for one in (goods if n % 2 else goods[::-1])] for n in range(16)]
    answers = await asyncio.gather(*(buyer.place(*wish) for buyer, wish in zip(buyers, wishes, strict=True)))
    assert sorted(answer.status_code for answer in answers) == [201] * 12 + [409] * 4
    assert [await stock_of(one.sku_id) for one in goods] == [(12, 12)] * 4
    await truths_hold()


@ROUNDS
async def test_one_key_used_ten_times_at_once_is_one_order(http: httpx.AsyncClient, round_: int) -> None:
    goods, buyer = await stocked(stock=3), await shopper(http)
    answers = await asyncio.gather(*(buyer.place((goods.sku_id, 2), key="one-key-for-all") for _ in range(10)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await stock_of(goods.sku_id) == (3, 2)
    await truths_hold()


@ROUNDS
async def test_one_key_for_the_very_last_pieces_is_still_one_order(database: None, round_: int) -> None:
    goods, member = await stocked(stock=2), UUID(int=round_ + 1)
    wanted = await wish(member, (goods.sku_id, 2))
    placed = await asyncio.gather(*(place(member, wanted, "one-key-for-all") for _ in range(8)))
    assert len({one.id for one in placed}) == 1
    assert await Order.all().count() == 1


async def ready_to_pay(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> tuple[Shopper, Any, UUID, str]:
    """A shopper whose order the channel holds money for, with the notification lost: (…, sku, out_trade_no)."""
    await sandbox.post("/_sandbox/pay/settings", json={"notify": False})
    goods, buyer = await stocked(stock=5), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    return buyer, order, goods.sku_id, await buyer.pay(order)


async def is_consistent(order: dict[str, Any], buyer: Shopper, sku_id: UUID, drain: Drain) -> str:
    """Every job done: the order is paid and sold, or cancelled with its money on the way back. Returns which."""
    await drain()
    await payment_is(order, "paid")
    await drain()
    status = (await buyer.read(order))["status"]
    refunds = [amount for _, amount, _ in await payments.refunds_of(UUID(order["id"]))]
    assert (status, await stock_of(sku_id), refunds) in [
        ("paid", (4, 0), []),
        ("cancelled", (5, 0), [order["total"]]),
    ]
    await truths_hold()
    return str(status)


@ROUNDS
async def test_paying_and_cancelling_at_once_ends_paid_or_cancelled_with_the_money_back(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain, round_: int
) -> None:
    buyer, order, sku_id, number = await ready_to_pay(http, sandbox)
    cancelled, _ = await asyncio.gather(buyer.cancel(order), settle.by_query(number))
    status = await is_consistent(order, buyer, sku_id, drain)
    assert cancelled.status_code == (200 if status == "cancelled" else 409)


@ROUNDS
async def test_paying_and_expiring_at_once_ends_paid_or_cancelled_with_the_money_back(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain, round_: int
) -> None:
    buyer, order, sku_id, number = await ready_to_pay(http, sandbox)
    await db.execute("UPDATE orders SET expires_at = placed_at")
    await asyncio.gather(expire(), settle.by_query(number), expire())
    await is_consistent(order, buyer, sku_id, drain)


@ROUNDS
async def test_the_same_payment_told_many_times_at_once_is_applied_once(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain, round_: int
) -> None:
    buyer, order, sku_id, number = await ready_to_pay(http, sandbox)
    (notification,) = (await sandbox.get("/_sandbox/pay/notifications")).json()
    again = f"/_sandbox/pay/notifications/{notification['id']}/resend"
    answers = await asyncio.gather(
        *(sandbox.post(again, json={"variant": "same"}) for _ in range(6)), settle.by_query(number), reconcile()
    )
    told = [answer.json() for answer in answers if isinstance(answer, httpx.Response)]
    assert {answer["status"] for answer in told} == {200}
    assert await db.fetch_value(TOLD_ONCE) == 1
    assert await is_consistent(order, buyer, sku_id, drain) == "paid"


@ROUNDS
async def test_asking_to_pay_while_cancelling_leaves_nothing_payable(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain, round_: int
) -> None:
    goods, buyer = await stocked(stock=5), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    path = f"/orders/{order['id']}/payment"
    started, cancelled = await asyncio.gather(buyer.call("POST", path), buyer.cancel(order))
    assert cancelled.status_code == 200
    await drain()
    if started.status_code == 200:
        answer = await sandbox.post(f"/_sandbox/people/{buyer.phone}/pay", json=started.json())
        assert answer.status_code == 400, answer.text
        await eventually(lambda: _closed(order), "the payment is closed")
    await truths_hold()


async def _closed(order: dict[str, Any]) -> bool:
    return await payments.status_of(UUID(order["id"])) == "closed"
