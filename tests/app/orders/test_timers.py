"""States of an order that end by themselves, and who may move it."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from app.delivery.states import Fulfilment
from app.kernel import db
from app.kernel.actor import SYSTEM, Actor, ActorKind
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders import turn_due as due_orders
from app.orders.claim_pieces import claim, end_claim, unclaim
from app.orders.errors import OrderNotFound, PiecesTaken, WrongState
from app.orders.mark_paid import mark_paid
from app.orders.models import OrderHistory
from app.orders.receive import confirm, receive
from app.orders.ship import mark_shipped
from app.orders.states import OrderStatus
from app.orders.turn_due import turn_due
from tests.app.aftersale.factory import bought, line_ids, member
from tests.app.catalog.factory import stocked
from tests.app.inventory.factory import store
from tests.app.orders.factory import shopper


async def later(**time: float) -> None:
    await db.execute("UPDATE orders SET due_at = due_at - $1::interval", timedelta(**time))


async def status_of(order_id: UUID) -> OrderStatus:
    return (await orders.facts(order_id)).status


async def test_silence_after_shipping_is_receipt_and_after_receipt_completion(database: None) -> None:
    goods, buyer = await stocked(), new_id()
    order_id = await bought(buyer, (goods.sku_id, 1))
    assert await turn_due() == 0
    assert await mark_shipped(order_id, SYSTEM)
    assert not await mark_shipped(order_id, SYSTEM)
    await later(days=9, hours=23)
    assert await turn_due() == 0
    await later(hours=1)
    assert await turn_due() == 1
    assert await status_of(order_id) is OrderStatus.RECEIVED
    await later(days=6, hours=23)
    assert await turn_due() == 0
    await later(hours=1)
    assert await turn_due() == 1
    assert await status_of(order_id) is OrderStatus.COMPLETED
    steps = [step.to_status for step in await OrderHistory.filter(order_id=order_id).order_by("at", "id")]
    assert steps == ["unpaid", "paid", "shipped", "received", "completed"]


async def test_what_no_carrier_brings_is_received_after_two_days(database: None) -> None:
    goods, buyer = await stocked(), new_id()
    store_id, _ = await store(pieces={goods.sku_id: 2})
    order_id = await bought(buyer, (goods.sku_id, 1), fulfilment=Fulfilment.PICK_UP, store_id=store_id, address_id=None)
    assert await mark_shipped(order_id, SYSTEM)
    await later(days=1, hours=23)
    assert await turn_due() == 0
    await later(hours=1)
    assert (await turn_due(), await status_of(order_id)) == (1, OrderStatus.RECEIVED)


async def test_more_orders_than_one_batch_are_turned_in_one_go(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_orders, "BATCH", 2)
    goods, buyer = await stocked(), new_id()
    placed = [await bought(buyer, (goods.sku_id, 1)) for _ in range(5)]
    for order_id in placed:
        await mark_shipped(order_id, SYSTEM)
    await later(days=10)
    assert await turn_due() == 5
    assert {await status_of(order_id) for order_id in placed} == {OrderStatus.RECEIVED}


async def test_an_open_after_sale_stops_the_clock(database: None) -> None:
    goods, buyer = await stocked(), new_id()
    order_id = await bought(buyer, (goods.sku_id, 2))
    await mark_shipped(order_id, SYSTEM)
    (line,) = await line_ids(order_id)
    await claim(order_id, {line: 1})
    await later(days=11)
    assert await turn_due() == 0
    await end_claim(order_id)
    assert await turn_due() == 1
    assert await status_of(order_id) is OrderStatus.RECEIVED


async def test_only_the_member_confirms_their_own_shipped_order(http: httpx.AsyncClient) -> None:
    goods, buyer = await stocked(), await shopper(http)
    order_id = await bought(buyer.member_id, (goods.sku_id, 1))
    with pytest.raises(WrongState):
        await confirm(order_id, buyer.actor)
    await mark_shipped(order_id, SYSTEM)
    for stranger in (member(new_id()), Actor(ActorKind.STAFF, buyer.member_id)):
        with pytest.raises(OrderNotFound):
            await confirm(order_id, stranger)
    for _ in range(2):
        assert (await buyer.call("POST", f"/orders/{order_id}/receive")).status_code == 204
    assert await status_of(order_id) is OrderStatus.RECEIVED


async def test_a_received_order_is_not_paid_or_shipped_again(database: None) -> None:
    """linlinjava/litemall#271: a repeated payment callback resets an order that was shipped."""
    goods, buyer = await stocked(), new_id()
    order_id = await bought(buyer, (goods.sku_id, 1))
    await receive(order_id, SYSTEM)
    assert not await mark_paid(order_id, (await orders.facts(order_id)).placed_at)
    assert not await mark_shipped(order_id, SYSTEM)
    assert await status_of(order_id) is OrderStatus.RECEIVED


async def test_pieces_are_claimed_once_and_all_or_none(database: None) -> None:
    tea, cup, buyer = await stocked(), await stocked(number=2), new_id()
    order_id = await bought(buyer, (tea.sku_id, 2), (cup.sku_id, 1))
    first, second = await line_ids(order_id)
    await claim(order_id, {first: 1})
    with pytest.raises(PiecesTaken) as refused:
        await claim(order_id, {first: 2, second: 1})
    assert refused.value.facts["lines"][0] == {"order_line_id": str(first), "left": 1}
    assert [line.returned for line in await orders.lines_of(order_id)] == [1, 0]
    await unclaim(order_id, {first: 1})
    assert (await orders.facts(order_id)).open_claims == 0
