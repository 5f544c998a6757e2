"""Holes that were filed about other shops' refunds, looked for here."""

from uuid import UUID

import pytest

from app.aftersale import decide
from app.aftersale.errors import AfterSaleWrongState
from app.aftersale.states import AfterSaleKind, AfterSaleStatus
from app.aftersale.turn_due import TRY_AGAIN, turn_due
from app.fulfilment.models import Parcel
from app.fulfilment.ship import Shipment, ship
from app.integrations.wechat_pay_messages import RefundState
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.states import OrderStatus
from app.payments import refund as refunds
from app.payments.finish_refund import finish
from app.payments.models import Refund
from app.payments.states import RefundStatus
from tests.app.aftersale.factory import (
    CLERK,
    ask,
    bought,
    delivered,
    given_back,
    line_ids,
    member,
    one,
    refunds_of,
    send,
)
from tests.app.aftersale.test_refund_only import truths_hold
from tests.app.catalog.factory import stocked
from tests.app.fulfilment.factory import packed
from tests.app.orders.factory import stock_of
from tests.app.promotions.coupons.factory import coupon, status_of
from tests.app.promotions.factory import promotion
from tests.conftest import Drain

FIVE_OFF = {"kind": "fixed", "amount": 500, "threshold": 0}
S = AfterSaleStatus


async def silence() -> None:
    await db.execute("UPDATE after_sales SET due_at = $1 WHERE due_at IS NOT NULL", clock.now())


async def coming_back(sku_id: UUID, buyer: UUID, kind: AfterSaleKind) -> UUID:
    """One piece on its way back."""
    order_id = await delivered(buyer, (sku_id, 1))
    asked = await ask(order_id, buyer, {(await line_ids(order_id))[0]: 1}, kind)
    await decide.approve(asked, CLERK)
    await decide.send_back(asked, member(buyer), "SF", "SF1234567890")
    return asked


async def test_the_coupon_of_an_order_that_was_refunded_whole_is_ready_again(database: None) -> None:
    """linlinjava/litemall#397, #163: it did not come back with the refund."""
    goods, buyer = await stocked(), new_id()
    ready = await coupon(buyer, terms=FIVE_OFF)
    order_id = await bought(buyer, (goods.sku_id, 2), coupon_ids=(ready,))
    (line,) = await line_ids(order_id)
    await ask(order_id, buyer, {line: 1})
    assert await status_of(ready) == "used"
    await ask(order_id, buyer, {line: 1})
    assert await status_of(ready) == "ready"


async def test_what_was_paid_after_promotions_goes_back_neither_more_nor_nothing(database: None) -> None:
    """vendure-ecommerce/vendure#2393 and #2302, medusajs/medusa#4934.

    The refund was counted without the promotion and found no payment large enough, was always 0, or failed for every
    discounted order.
    """
    tiers = [{"at": 2_000, "money_off": 700}]
    await promotion({"kind": "spend_and_save", "by": "amount", "tiers": tiers})
    goods, buyer = await stocked(), new_id()
    ready = await coupon(buyer, terms=FIVE_OFF)
    order_id = await bought(buyer, (goods.sku_id, 2), coupon_ids=(ready,))
    paid = await orders.facts(order_id)
    assert paid.payable == 2 * 1_290 - 700 - 500
    (line,) = await line_ids(order_id)
    await ask(order_id, buyer, {line: 2})
    assert await refunds_of(order_id) == [paid.payable]
    assert (await orders.facts(order_id)).status is OrderStatus.CLOSED
    await truths_hold()


@pytest.mark.parametrize("parts", [(2, 1), (1, 2), (1, 1, 1), (3,)])
async def test_a_discount_on_one_of_three_pieces_is_counted_once(database: None, parts: tuple[int, ...]) -> None:
    """bagisto/bagisto#1509: refunding two of three pieces and then the third took the discount off again."""
    await promotion({"kind": "nth_percent", "n": 3, "pay_rate": 0})
    goods, buyer = await stocked(price_yuan="10"), new_id()
    order_id = await bought(buyer, (goods.sku_id, 3))
    assert (await orders.facts(order_id)).payable == 2_000
    (line,) = await line_ids(order_id)
    for pieces in parts:
        await ask(order_id, buyer, {line: pieces})
    assert (len(await refunds_of(order_id)), sum(await refunds_of(order_id))) == (len(parts), 2_000)


async def test_money_back_for_goods_that_were_sent_does_not_put_them_on_sale(database: None) -> None:
    """yudao-cloud restores the stock of a refund without return even after shipping."""
    goods, buyer = await stocked(stock=5), new_id()
    order_id = await delivered(buyer, (goods.sku_id, 2))
    (line,) = await line_ids(order_id)
    await decide.approve(await ask(order_id, buyer, {line: 2}), CLERK)
    assert (await refunds_of(order_id), await stock_of(goods.sku_id)) == ([2_580], (3, 0))
    await truths_hold()


async def test_freight_and_goods_together_never_pass_what_was_paid(database: None) -> None:
    """craftcms/commerce#1098: two refunds together gave back more than the order."""
    goods, buyer = await stocked(), new_id()
    order_id = await bought(buyer, (goods.sku_id, 2))
    (line,) = await line_ids(order_id)
    first = await ask(order_id, buyer, {line: 1})
    await ask(order_id, buyer, {line: 1})
    with pytest.raises(AfterSaleWrongState):
        await decide.approve(first, CLERK)
    assert await given_back(order_id) == ((await orders.facts(order_id)).payable, 0)


async def test_an_exchange_nobody_looks_at_becomes_a_refund_when_there_is_nothing_to_send(database: None) -> None:
    """yudao-cloud has no timers here; one that cannot decide must not hold up those behind it either."""
    goods, other, buyer = await stocked(stock=1), await stocked(stock=1, number=2), new_id()
    stuck = await coming_back(goods.sku_id, buyer, AfterSaleKind.EXCHANGE)
    behind = await coming_back(other.sku_id, buyer, AfterSaleKind.RETURN)
    await silence()
    assert await turn_due() == 2
    assert [((await one(each)).status, (await one(each)).kind) for each in (stuck, behind)] == [
        (S.REFUNDING, AfterSaleKind.RETURN)
    ] * 2
    await truths_hold()


async def test_silence_about_goods_that_were_sent_meanwhile_ends_the_after_sale_without_money(database: None) -> None:
    tea, cup, buyer = await stocked(stock=3), await stocked(stock=3, number=2), new_id()
    order_id = await bought(buyer, (tea.sku_id, 2))
    (line,), (parcel,) = await line_ids(order_id), await Parcel.filter(order_id=order_id)
    await ship(parcel.id, Shipment("SF", "SF1234567890"), CLERK, {line: 1})
    asked = await ask(order_id, buyer, {line: 2})
    await send(order_id)
    behind = await coming_back(cup.sku_id, buyer, AfterSaleKind.RETURN)
    await silence()
    assert await turn_due() == 2
    assert ((await one(asked)).status, (await one(behind)).status) == (S.REJECTED, S.REFUNDING)
    assert (await refunds_of(order_id), (await orders.lines_of(order_id))[0].returned) == ([], 0)
    await ask(order_id, buyer, {line: 2}, AfterSaleKind.RETURN)
    await truths_hold()


async def test_what_cannot_be_decided_now_is_tried_again_later_and_holds_up_nothing(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods, buyer = await stocked(stock=3), new_id()
    stuck = await coming_back(goods.sku_id, buyer, AfterSaleKind.RETURN)
    monkeypatch.setattr(refunds, "MOST_REFUNDS", 0)
    await silence()
    assert (await turn_due(), await turn_due()) == (1, 0)
    later = await one(stuck)
    assert later.status is S.RETURNING
    assert later.due_at is not None
    assert later.due_at > clock.now() + TRY_AGAIN / 2
    monkeypatch.undo()
    await silence()
    assert (await turn_due(), (await one(stuck)).status) == (1, S.REFUNDING)


async def test_a_refund_that_the_channel_could_not_carry_out_is_seen_and_done_in_the_end(
    database: None, drain: Drain
) -> None:
    """yudao-cloud says that it is over before the refund is known, and has no state for one that fails later."""
    goods, buyer = await stocked(), new_id()
    order_id = await bought(buyer, (goods.sku_id, 1))
    asked = await ask(order_id, buyer, {(await line_ids(order_id))[0]: 1})
    (refund,) = await Refund.all()
    for state, status in (("ABNORMAL", RefundStatus.FAILED), ("SUCCESS", RefundStatus.DONE)):
        assert (await one(asked)).status is S.REFUNDING
        await finish(RefundState(refund.out_refund_no, "5030", state))
        assert (await Refund.get(id=refund.id)).status is status
        await drain()
    assert (await one(asked)).status is S.DONE


async def test_a_discount_of_half_a_fen_is_not_cut_off(database: None) -> None:
    """django-oscar rounds percentages down, always against the customer."""
    await promotion({"kind": "spend_and_save", "by": "pieces", "tiers": [{"at": 1, "off_rate": 1_000}]})
    goods, buyer = await stocked(price_yuan="10.05"), new_id()
    order_id = await bought(buyer, (goods.sku_id, 1))
    await ask(order_id, buyer, {(await line_ids(order_id))[0]: 1})
    assert await refunds_of(order_id) == [1_005 - 101]


async def test_goods_from_two_places_are_two_parcels_and_sent_when_both_are(database: None) -> None:
    """yudao-cloud knows one parcel per order."""
    order, (first, second) = await packed([(UUID(int=1), 1), (UUID(int=2), 1)])
    await ship(first.id, Shipment("SF", "SF1234567890"), CLERK)
    assert (await orders.facts(order.id)).status is OrderStatus.PAID
    await ship(second.id, Shipment("SF", "SF1234567891"), CLERK)
    assert (await orders.facts(order.id)).status is OrderStatus.SHIPPED
