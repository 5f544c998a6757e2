"""What after-sale hears from payments and parcels, more than once and out of turn."""

from uuid import UUID

import pytest

from app.aftersale import decide
from app.aftersale.models import AfterSale
from app.aftersale.reactions import never_fetched, refund_arrived, replacement_fetched
from app.aftersale.states import AfterSaleKind, AfterSaleStatus
from app.delivery.states import Fulfilment
from app.events.fulfilment import ParcelDelivered, PickUpExpired
from app.events.payments import RefundSucceeded
from app.inventory.queries import default_location
from app.kernel import clock
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.states import OrderStatus
from tests.app.aftersale.factory import CLERK, ask, bought, delivered, line_ids, member, one, refunds_of
from tests.app.aftersale.test_refund_only import truths_hold
from tests.app.catalog.factory import stocked
from tests.app.inventory.factory import store
from tests.app.orders.factory import stock_of

S = AfterSaleStatus


def money(source_ref: str) -> RefundSucceeded:
    return RefundSucceeded(new_id(), new_id(), source_ref, 1_290)


async def waits_at_the_counter(buyer: UUID) -> tuple[UUID, UUID, UUID, PickUpExpired]:
    """(order, line, sku, what is told when its week is over) of two pieces that nobody fetched."""
    goods = await stocked(stock=5)
    store_id, _ = await store(pieces={goods.sku_id: 5})
    order_id = await bought(buyer, (goods.sku_id, 2), fulfilment=Fulfilment.PICK_UP, store_id=store_id, address_id=None)
    (line,) = await line_ids(order_id)
    return order_id, line, goods.sku_id, PickUpExpired(new_id(), order_id, buyer, "S1", [(line, 2)])


async def test_money_of_another_kind_or_of_an_after_sale_that_waits_for_none_moves_nothing(database: None) -> None:
    goods, buyer = await stocked(), new_id()
    order_id = await delivered(buyer, (goods.sku_id, 1))
    asked = await ask(order_id, buyer, {(await line_ids(order_id))[0]: 1})
    for told in (f"after-sale:{asked}", "incident:4200000000", f"after-sale:{new_id()}"):
        await refund_arrived(money(told))
    assert (await one(asked)).status is S.REQUESTED


async def test_what_nobody_fetched_is_refunded_once_and_can_be_sold_again(database: None) -> None:
    buyer = new_id()
    order_id, _, sku_id, told = await waits_at_the_counter(buyer)
    before, held = await stock_of(sku_id)
    for _ in range(2):
        await never_fetched(told)
    assert (await refunds_of(order_id), await stock_of(sku_id)) == ([2_580], (before + 2, held))
    assert (await AfterSale.all().count(), (await orders.facts(order_id)).status) == (1, OrderStatus.CLOSED)
    await truths_hold()


async def test_what_is_in_an_after_sale_already_is_not_refunded_again_when_it_was_not_fetched(database: None) -> None:
    buyer = new_id()
    order_id, line, _, told = await waits_at_the_counter(buyer)
    await ask(order_id, buyer, {line: 1})
    await never_fetched(told)
    assert (await refunds_of(order_id), (await orders.lines_of(order_id))[0].returned) == ([1_290], 1)
    await truths_hold()


@pytest.mark.parametrize("whose", ["its own", "another"])
async def test_an_exchange_fetched_at_the_counter_is_done_and_its_pieces_may_come_back(
    database: None, whose: str
) -> None:
    goods, buyer = await stocked(stock=5), new_id()
    order_id = await delivered(buyer, (goods.sku_id, 1))
    (line,) = await line_ids(order_id)
    asked = await ask(order_id, buyer, {line: 1}, AfterSaleKind.EXCHANGE)
    await decide.approve(asked, CLERK)
    await decide.send_back(asked, member(buyer), "SF", "SF1234567890")
    await decide.accept(asked, CLERK, await default_location())
    assert (await one(asked)).status is S.RESENDING
    after_sale_id = asked if whose == "its own" else None
    for _ in range(2):
        await replacement_fetched(ParcelDelivered(new_id(), order_id, buyer, after_sale_id, clock.now()))
    done = whose == "its own"
    assert (await one(asked)).status is (S.DONE if done else S.RESENDING)
    order = await orders.facts(order_id)
    assert ((await orders.lines_of(order_id))[0].returned, order.open_claims) == ((0, 0) if done else (1, 1))
    assert await stock_of(goods.sku_id) == (4, 0)
