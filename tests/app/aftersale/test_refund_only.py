"""Money back without goods, before and after they were sent."""

import asyncio

import pytest

from app.aftersale import decide
from app.aftersale.errors import AfterSaleNotFound, NotForAfterSale, UnknownLines
from app.aftersale.reactions import refund_arrived
from app.aftersale.request import Asked, request
from app.aftersale.states import AfterSaleKind, AfterSaleStatus, Reason
from app.analytics import invariants
from app.events.payments import RefundSucceeded
from app.fulfilment.models import Parcel
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.errors import OrderNotFound, PiecesTaken
from app.orders.place import place
from app.orders.states import OrderStatus
from tests.app.aftersale.factory import CLERK, ask, bought, delivered, line_ids, member, one, refunds_of, send
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import stock_of, wish


async def truths_hold() -> None:
    assert [finding for finding in await invariants.check() if not finding.holds] == []


async def test_what_was_not_sent_is_refunded_at_once_and_can_be_sold_again(database: None) -> None:
    """CRMEB restores stock late and yudao restores it after shipping: here exactly what never left is back."""
    goods, buyer = await stocked(stock=5, price_yuan="10"), new_id()
    order_id = await bought(buyer, (goods.sku_id, 3))
    (line,) = await line_ids(order_id)
    after_sale = await one(await ask(order_id, buyer, {line: 2}))
    assert (after_sale.status, after_sale.amount) == (AfterSaleStatus.REFUNDING, 2_000)
    assert await stock_of(goods.sku_id) == (4, 0)
    assert await refunds_of(order_id) == [2_000]
    assert (await orders.facts(order_id)).status is OrderStatus.PAID
    await truths_hold()


async def test_the_last_piece_closes_the_order_and_brings_the_freight_back(database: None) -> None:
    goods, buyer = await stocked(stock=5, price_yuan="10"), new_id()
    order_id = await bought(buyer, (goods.sku_id, 2))
    (line,) = await line_ids(order_id)
    for _ in range(2):
        await ask(order_id, buyer, {line: 1})
    assert (await orders.facts(order_id)).status is OrderStatus.CLOSED
    assert await Parcel.filter(order_id=order_id, status="cancelled").count() == 1
    assert sum(await refunds_of(order_id)) == (await orders.facts(order_id)).total
    assert await stock_of(goods.sku_id) == (5, 0)
    await truths_hold()


async def test_more_than_is_left_is_refused_and_names_what_is_left(database: None) -> None:
    """craftcms/commerce#1098: two steps that together ask for more than was paid."""
    goods, buyer = await stocked(stock=5), new_id()
    order_id = await bought(buyer, (goods.sku_id, 2))
    (line,) = await line_ids(order_id)
    await ask(order_id, buyer, {line: 1})
    with pytest.raises(PiecesTaken) as refused:
        await ask(order_id, buyer, {line: 2})
    assert refused.value.facts == {"lines": [{"order_line_id": str(line), "left": 1}]}
    assert len(await refunds_of(order_id)) == 1


async def test_a_sent_order_waits_for_the_seller_and_rejecting_frees_the_pieces(database: None) -> None:
    goods, buyer = await stocked(stock=5), new_id()
    order_id = await bought(buyer, (goods.sku_id, 2))
    await send(order_id)
    (line,) = await line_ids(order_id)
    after_sale = await ask(order_id, buyer, {line: 2})
    assert ((await one(after_sale)).status, await refunds_of(order_id)) == (AfterSaleStatus.REQUESTED, [])
    assert (await orders.facts(order_id)).open_claims == 1
    await decide.reject(after_sale, CLERK, "商品完好，不支持退款")
    assert (await one(after_sale)).refusal == "商品完好，不支持退款"
    assert (await orders.facts(order_id)).open_claims == 0
    again = await ask(order_id, buyer, {line: 2}, reason=Reason.QUALITY)
    await decide.approve(again, CLERK)
    assert await refunds_of(order_id) == [2_580]
    assert await stock_of(goods.sku_id) == (3, 0)
    await truths_hold()


async def test_the_after_sale_is_done_when_the_channel_says_so_and_not_before(database: None) -> None:
    """Wei-Shaw/sub2api PR#3509: accepted is not refunded."""
    goods, buyer = await stocked(), new_id()
    order_id = await bought(buyer, (goods.sku_id, 1))
    (line,) = await line_ids(order_id)
    after_sale = await ask(order_id, buyer, {line: 1})
    assert (await one(after_sale)).status is AfterSaleStatus.REFUNDING
    for _ in range(2):
        await refund_arrived(RefundSucceeded(new_id(), new_id(), f"after-sale:{after_sale}", 1_290))
    assert (await one(after_sale)).status is AfterSaleStatus.DONE


async def test_unpaid_and_foreign_orders_and_lines_are_refused(database: None) -> None:
    goods, buyer = await stocked(), new_id()
    unpaid = await place(buyer, await wish(buyer, (goods.sku_id, 1)), "a-key-of-this-order")
    (line,) = await line_ids(unpaid.id)
    with pytest.raises(NotForAfterSale):
        await ask(unpaid.id, buyer, {line: 1})
    order_id = await bought(buyer, (goods.sku_id, 1))
    (own_line,) = await line_ids(order_id)
    with pytest.raises(OrderNotFound):
        await ask(order_id, new_id(), {own_line: 1})
    with pytest.raises(UnknownLines):
        await ask(order_id, buyer, {line: 1})
    after_sale = await ask(order_id, buyer, {own_line: 1})
    with pytest.raises(AfterSaleNotFound):
        await decide.withdraw(after_sale, member(new_id()))


async def test_the_same_key_is_the_same_after_sale(database: None) -> None:
    goods, buyer = await stocked(), new_id()
    order_id = await delivered(buyer, (goods.sku_id, 3))
    (line,) = await line_ids(order_id)
    asked = Asked(AfterSaleKind.REFUND_ONLY, {line: 1}, Reason.UNWANTED)
    opened = await asyncio.gather(*(request(order_id, member(buyer), asked, "one-key-for-all") for _ in range(5)))
    assert len(set(opened)) == 1
    assert (await orders.lines_of(order_id))[0].returned == 1
