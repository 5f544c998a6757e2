"""Orders and payments together, over HTTP, against the sandbox's WeChat Pay."""

import httpx

from app.kernel import db
from app.orders.expire import expire
from app.orders.models import Order
from app.payments import queries as payments
from app.payments.reconcile import reconcile
from app.payments.states import RefundStatus
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import Drain, payment_is, shopper, stock_of
from tests.waiting import eventually


async def test_a_paid_order_has_sold_its_stock_and_says_so(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    goods, buyer = await stocked(), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 2))
    await buyer.pay(order)
    await payment_is(order, "paid")
    await drain()
    shown = await buyer.read(order)
    assert shown["status"] == "paid"
    assert shown["paid_at"] is not None
    assert [(step["status"], step["by"]) for step in shown["history"]] == [("unpaid", "member"), ("paid", "system")]
    assert await stock_of(goods.sku_id) == (8, 0)
    assert (await buyer.cancel(order)).status_code == 409
    assert (await buyer.call("POST", f"/orders/{order['id']}/payment")).json()["code"] == "order_already_paid"


async def test_an_order_is_never_paid_before_it_was_placed_though_the_channel_counts_whole_seconds(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    goods, buyer = await stocked(), await shopper(http, sandbox)
    orders = [await buyer.order((goods.sku_id, 1)) for _ in range(3)]
    for order in orders:
        await buyer.pay(order)
        await payment_is(order, "paid")
    await drain()
    assert all(order.paid_at and order.paid_at > order.placed_at for order in await Order.all())


async def test_a_payment_of_a_cancelled_order_goes_back_by_itself(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    """yudao takes the callback of a cancelled order for one it knows, says success, and keeps the money."""
    goods, buyer = await stocked(), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    params = await buyer.pay_params(order)
    assert (await buyer.cancel(order)).json()["status"] == "cancelled"
    out_trade_no = await buyer.press_pay(params)
    await payment_is(order, "paid")
    await drain()

    async def refunded() -> bool:
        book = (await sandbox.get(f"/_sandbox/pay/orders/{out_trade_no}")).json()
        return [refund["status"] for refund in book["refunds"]] == ["SUCCESS"]

    await eventually(refunded, "the channel gave the money back")
    number = (await Order.get(id=order["id"])).id

    async def recorded() -> bool:
        return [status for _, _, status in await payments.refunds_of(number)] == [RefundStatus.DONE]

    await eventually(recorded, "the refund notification was taken")
    assert (await buyer.read(order))["status"] == "cancelled"
    assert await stock_of(goods.sku_id) == (10, 0)


async def test_cancelling_closes_the_order_at_the_channel(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    """yudao leaves the channel's order open when its own is cancelled."""
    goods, buyer = await stocked(), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    params = await buyer.pay_params(order)
    await buyer.cancel(order)
    await drain()
    answer = await sandbox.post(f"/_sandbox/people/{buyer.phone}/pay", json=params)
    assert answer.json() == {"errMsg": "requestPayment:fail 订单已关闭"}
    await payment_is(order, "closed")


async def test_money_that_came_while_the_order_expired_is_found_when_closing(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    await sandbox.post("/_sandbox/pay/settings", json={"notify": False})
    goods, buyer = await stocked(), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    await buyer.pay(order)
    await db.execute("UPDATE orders SET expires_at = placed_at")
    assert await expire() == 1
    await drain()
    await payment_is(order, "paid")
    ((_, amount, status),) = await payments.refunds_of((await Order.get(id=order["id"])).id)
    assert (amount, status) == (order["total"], RefundStatus.PROCESSING)
    assert (await buyer.read(order))["status"] == "cancelled"


async def test_a_lost_notification_is_found_by_asking(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    await sandbox.post("/_sandbox/pay/settings", json={"notify": False})
    goods, buyer = await stocked(), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    await buyer.pay(order)
    assert await reconcile() == 0
    await sandbox.post("/_sandbox/clock", json={"advance_seconds": 31})
    assert await reconcile() == 1
    await drain()
    assert (await buyer.read(order))["status"] == "paid"
    assert await reconcile() == 0


async def test_the_half_hour_passes_on_the_moved_clock(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    goods, buyer = await stocked(), await shopper(http, sandbox)
    order = await buyer.order((goods.sku_id, 1))
    params = await buyer.pay_params(order)
    await sandbox.post("/_sandbox/clock", json={"advance_seconds": 1_801})
    refused = await buyer.call("POST", f"/orders/{order['id']}/payment")
    assert (refused.status_code, refused.json()["code"]) == (409, "order_over")
    await expire()
    await drain()
    assert (await buyer.read(order))["status"] == "cancelled"
    assert (await sandbox.post(f"/_sandbox/people/{buyer.phone}/pay", json=params)).status_code == 400
