"""Goods come back: returns, exchanges, and silence of either side."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from app.aftersale import decide
from app.aftersale.errors import AfterSaleWrongState, NothingToReturn
from app.aftersale.reactions import replacement_shipped
from app.aftersale.states import AfterSaleKind, AfterSaleStatus, Reason
from app.aftersale.turn_due import turn_due
from app.events.aftersale import ExchangeGranted
from app.events.fulfilment import ParcelShipped
from app.fulfilment.models import Parcel
from app.fulfilment.resend import resend
from app.inventory.errors import OutOfStock
from app.inventory.queries import default_location
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.errors import PiecesTaken
from app.orders.states import OrderStatus
from tests.app.aftersale.factory import CLERK, ask, bought, delivered, line_ids, member, one, refunds_of, send
from tests.app.aftersale.test_refund_only import truths_hold
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import stock_of

RETURN, EXCHANGE = AfterSaleKind.RETURN, AfterSaleKind.EXCHANGE
S = AfterSaleStatus


async def returning(buyer: UUID, pieces: int, kind: AfterSaleKind = RETURN, stock: int = 5) -> tuple[UUID, UUID, UUID]:
    """(after-sale, order, sku) with the goods on their way back."""
    goods = await stocked(stock=stock)
    order_id = await delivered(buyer, (goods.sku_id, 2))
    (line,) = await line_ids(order_id)
    after_sale = await ask(order_id, buyer, {line: pieces}, kind)
    await decide.approve(after_sale, CLERK, await default_location())
    await decide.send_back(after_sale, member(buyer), "SF", "SF1234567890")
    return after_sale, order_id, goods.sku_id


async def test_returned_goods_are_refunded_when_they_are_there_and_on_sale_again_where_the_seller_says(
    database: None,
) -> None:
    buyer = new_id()
    after_sale, order_id, sku_id = await returning(buyer, 1)
    assert ((await one(after_sale)).return_tracking_no, await refunds_of(order_id)) == ("SF1234567890", [])
    await decide.accept(after_sale, CLERK, await default_location())
    assert (await refunds_of(order_id), await stock_of(sku_id)) == ([1_290], (4, 0))
    assert (await orders.facts(order_id)).status is OrderStatus.RECEIVED
    await truths_hold()


async def test_broken_goods_are_refunded_and_not_sold_again(database: None) -> None:
    after_sale, order_id, sku_id = await returning(new_id(), 2)
    await decide.accept(after_sale, CLERK, None)
    assert (await refunds_of(order_id), await stock_of(sku_id)) == ([2_580], (3, 0))
    assert (await orders.facts(order_id)).status is OrderStatus.CLOSED
    await truths_hold()


async def test_what_was_never_sent_cannot_be_returned(database: None) -> None:
    goods, buyer = await stocked(), new_id()
    order_id = await bought(buyer, (goods.sku_id, 1))
    (line,) = await line_ids(order_id)
    for kind in (RETURN, EXCHANGE):
        with pytest.raises(NothingToReturn):
            await ask(order_id, buyer, {line: 1}, kind)
    assert (await orders.lines_of(order_id))[0].returned == 0


async def test_no_step_is_taken_out_of_turn(database: None) -> None:
    buyer = new_id()
    after_sale, _, _ = await returning(buyer, 1)
    for step in (decide.approve(after_sale, CLERK), decide.withdraw(after_sale, member(buyer))):
        with pytest.raises(AfterSaleWrongState) as refused:
            await step
        assert refused.value.facts == {"status": "returning"}
    await decide.accept(after_sale, CLERK, None)
    with pytest.raises(AfterSaleWrongState):
        await decide.accept(after_sale, CLERK, None)


async def test_an_exchange_sends_the_same_again_and_its_pieces_can_come_back_later(database: None) -> None:
    """medusa-style exchanges: goods for goods, and no money moves."""
    buyer = new_id()
    after_sale, order_id, sku_id = await returning(buyer, 1, EXCHANGE)
    await decide.accept(after_sale, CLERK, await default_location())
    assert (await one(after_sale)).status is S.RESENDING
    assert await stock_of(sku_id) == (3, 0)
    await resend(await _granted(after_sale))
    await send(order_id)
    parcel = await Parcel.get(after_sale_id=after_sale)
    told = ParcelShipped(parcel.id, order_id, buyer, "S1", "龙井", "SF", "SF1", clock.now())
    for _ in range(2):
        await replacement_shipped(told)
    assert (await one(after_sale)).status is S.DONE
    assert await refunds_of(order_id) == []
    assert (await orders.lines_of(order_id))[0].returned == 0
    await truths_hold()


async def test_an_exchange_without_stock_changes_nothing_and_can_become_a_refund(database: None) -> None:
    after_sale, order_id, _ = await returning(new_id(), 1, EXCHANGE, stock=2)
    with pytest.raises(OutOfStock):
        await decide.accept(after_sale, CLERK, None)
    assert (await one(after_sale)).status is S.RETURNING
    await decide.refund_instead(after_sale, CLERK, None)
    assert await refunds_of(order_id) == [1_290]
    await truths_hold()


async def test_silence_of_the_seller_agrees_and_silence_of_the_member_closes(database: None) -> None:
    """yudao left these timers to do: nobody waits for ever on either side."""
    goods, buyer = await stocked(stock=9), new_id()
    order_id = await delivered(buyer, (goods.sku_id, 3))
    (line,) = await line_ids(order_id)
    refund = await ask(order_id, buyer, {line: 1})
    back = await ask(order_id, buyer, {line: 1}, RETURN)
    await _later(hours=49)
    await turn_due()
    assert [(await one(each)).status for each in (refund, back)] == [S.REFUNDING, S.AWAITING_RETURN]
    await _later(days=8)
    await turn_due()
    assert (await one(back)).status is S.WITHDRAWN
    assert (await orders.facts(order_id)).open_claims == 0
    assert (await orders.lines_of(order_id))[0].returned == 1


async def test_goods_that_nobody_looks_at_are_refunded_in_time_and_not_put_on_sale(database: None) -> None:
    after_sale, _, sku_id = await returning(new_id(), 1)
    await _later(days=11)
    await turn_due()
    assert ((await one(after_sale)).status, await stock_of(sku_id)) == (S.REFUNDING, (3, 0))


async def test_pieces_in_one_after_sale_are_not_in_another(database: None) -> None:
    """Nor asked for again under another reason; what came to nothing frees it."""
    goods, buyer = await stocked(), new_id()
    order_id = await delivered(buyer, (goods.sku_id, 1))
    (line,) = await line_ids(order_id)
    first = await ask(order_id, buyer, {line: 1}, RETURN)
    with pytest.raises(PiecesTaken):
        await ask(order_id, buyer, {line: 1}, reason=Reason.QUALITY)
    await decide.withdraw(first, member(buyer))
    await ask(order_id, buyer, {line: 1}, reason=Reason.QUALITY)


async def _granted(after_sale_id: UUID) -> ExchangeGranted:
    sql = "SELECT payload FROM pgqueuer WHERE entrypoint LIKE 'ExchangeGranted>%'"
    event = msgspec.json.decode(await db.fetch_value(sql), type=ExchangeGranted)
    assert event.after_sale_id == after_sale_id
    return event


async def _later(**time: float) -> None:
    """Time passes for what waits."""
    for table in ("after_sales", "orders"):
        await db.execute(f"UPDATE {table} SET due_at = due_at - $1::interval", timedelta(**time))
