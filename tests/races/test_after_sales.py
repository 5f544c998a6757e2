"""Members and the seller at the same moment, committed for real."""

import asyncio
from uuid import UUID

import pytest

from app.aftersale import decide
from app.aftersale.errors import AfterSaleWrongState, NotForAfterSale
from app.fulfilment.errors import ParcelNotWaiting
from app.fulfilment.models import Parcel
from app.fulfilment.ship import Shipment, ship
from app.kernel.errors import Conflict
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.errors import PiecesTaken
from tests.app.aftersale.factory import CLERK, ask, bought, delivered, line_ids, member, one, refunds_of
from tests.app.aftersale.test_refund_only import truths_hold
from tests.app.catalog.factory import stocked
from tests.app.orders.factory import stock_of

ROUNDS = pytest.mark.parametrize("round_", range(20))


@ROUNDS
async def test_refunding_and_shipping_at_once_send_the_goods_or_the_money_and_never_both(
    database: None, round_: int
) -> None:
    goods, buyer = await stocked(stock=3), new_id()
    order_id = await bought(buyer, (goods.sku_id, 2))
    (line,), (parcel,) = await line_ids(order_id), await Parcel.filter(order_id=order_id)
    asked, shipped = await asyncio.gather(
        ask(order_id, buyer, {line: 2}), ship(parcel.id, Shipment("SF", "SF1234567890"), CLERK), return_exceptions=True
    )
    assert isinstance(asked, UUID)
    if isinstance(shipped, ParcelNotWaiting):
        assert (await refunds_of(order_id), await stock_of(goods.sku_id)) == ([2_580], (3, 0))
    else:
        assert shipped == parcel.id
        assert ((await one(asked)).status.value, await refunds_of(order_id)) == ("requested", [])
        assert await stock_of(goods.sku_id) == (1, 0)
    await truths_hold()


@ROUNDS
async def test_the_same_pieces_asked_for_many_times_at_once_go_back_once(database: None, round_: int) -> None:
    goods, buyer = await stocked(stock=3), new_id()
    order_id = await bought(buyer, (goods.sku_id, 3))
    (line,) = await line_ids(order_id)
    answers = await asyncio.gather(*(ask(order_id, buyer, {line: 1}) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(answer, UUID) for answer in answers) == 3
    assert sum(isinstance(answer, PiecesTaken | NotForAfterSale) for answer in answers) == 3
    assert await refunds_of(order_id) == [1_290] * 3
    assert (await orders.facts(order_id)).status.value == "closed"
    await truths_hold()


@ROUNDS
async def test_approving_rejecting_and_withdrawing_at_once_have_one_outcome(database: None, round_: int) -> None:
    goods, buyer = await stocked(stock=3), new_id()
    order_id = await delivered(buyer, (goods.sku_id, 1))
    (line,) = await line_ids(order_id)
    after_sale = await ask(order_id, buyer, {line: 1})
    outcomes = await asyncio.gather(
        decide.approve(after_sale, CLERK),
        decide.reject(after_sale, CLERK, "不符合售后条件"),
        decide.withdraw(after_sale, member(buyer)),
        return_exceptions=True,
    )
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert len(refused) == 2
    assert all(isinstance(outcome, AfterSaleWrongState | Conflict) for outcome in refused)
    assert await refunds_of(order_id) == ([1_290] if outcomes[0] is None else [])
    await truths_hold()
