"""What goes back of lines that coupons, points and stored value paid in part."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from app.aftersale.states import AfterSaleStatus
from app.kernel import clock
from app.kernel.ids import new_id
from app.orders import queries as orders
from app.orders.errors import PiecesTaken
from app.promotions.coupons.models import Coupon, CouponTemplate
from app.promotions.coupons.states import CouponKind, CouponStatus, IssueMode
from app.promotions.pricing.replay import replay
from tests.app.aftersale.factory import ask, bought, given_back, line_ids, one, refunds_of, shares_of
from tests.app.aftersale.test_refund_only import truths_hold
from tests.app.catalog.factory import stocked
from tests.app.wallet.factory import has, with_points, with_stored_value


async def coupon_of(member_id: UUID, amount: int) -> UUID:
    now = clock.now()
    template = await CouponTemplate.create(
        id=new_id(),
        kind=CouponKind.FIXED,
        title=f"立减 {amount} 分",
        mode=IssueMode.CLAIM,
        terms={"amount": amount, "threshold": 0},
        stock=10,
        issued=1,
        issue_from=now,
        issue_until=now + timedelta(days=1),
        created_at=now,
    )
    coupon = await Coupon.create(
        id=new_id(),
        template_id=template.id,
        member_id=member_id,
        source_ref=f"test:{template.id}",
        valid_from=now - timedelta(days=1),
        valid_until=now + timedelta(days=30),
        issued_at=now,
    )
    return coupon.id


async def mixed_order(stored: int = 1_000, points: int = 333) -> tuple[UUID, UUID]:
    """(order, member): 3 × 10 yuan and 1 × 7.77 yuan, less a coupon of 5.55 yuan, points, and stored value."""
    buyer = await with_points(points)
    await with_stored_value(stored, member_id=buyer)
    tea, cup = await stocked(stock=9, price_yuan="10"), await stocked(stock=9, price_yuan="7.77", number=2)
    coupon = await coupon_of(buyer, 555)
    wished = {"coupon_ids": (coupon,), "points": points, "stored_value": True}
    return await bought(buyer, (tea.sku_id, 3), (cup.sku_id, 1), **wished), buyer


@pytest.mark.parametrize("order_of_steps", list(itertools.permutations([(0, 1), (0, 2), (1, 1)])))
async def test_everything_given_back_in_any_order_is_exactly_what_was_paid(
    database: None, order_of_steps: Sequence[tuple[int, int]]
) -> None:
    """WooCommerce#64668, smartstore/SmartStoreNET#1348: partial refunds of discounted lines drift by a fen."""
    order_id, buyer = await mixed_order()
    paid = await orders.facts(order_id)
    assert (paid.total, paid.stored_value, paid.points) == (3_000 + 777 - 555 - 333, 1_000, 333)
    lines = await line_ids(order_id)
    for line, pieces in order_of_steps:
        await ask(order_id, buyer, {lines[line]: pieces})
        assert sum(await refunds_of(order_id)) <= paid.payable
    assert await given_back(order_id) == (paid.payable, paid.stored_value)
    assert sum(await refunds_of(order_id)) == paid.payable
    assert await has(buyer) == (333, 1_000, 0)
    assert {coupon.status for coupon in await Coupon.all()} == {CouponStatus.READY}
    await truths_hold()


async def test_part_of_a_line_gives_back_its_share_of_money_stored_value_and_points(database: None) -> None:
    """yudao gives a line back whole or not at all."""
    order_id, buyer = await mixed_order()
    line = (await orders.lines_of(order_id))[0]
    after_sale = await ask(order_id, buyer, {line.id: 1})
    ((amount, stored_value, points),) = await shares_of(after_sale)
    wechat = (line.amount - line.stored_value) // 3
    assert (amount, stored_value, points) == (wechat + line.stored_value // 3, line.stored_value // 3, line.points // 3)
    assert await refunds_of(order_id) == [wechat]
    assert await has(buyer) == (points, stored_value, 0)
    assert {coupon.status for coupon in await Coupon.all()} == {CouponStatus.USED}
    await truths_hold()


async def test_an_order_that_cost_no_money_is_given_back_without_the_channel(database: None) -> None:
    """yudao: a zero-amount after-sale completes without returning points, stock or order state."""
    buyer = await with_stored_value(5_000)
    goods = await stocked(stock=3, price_yuan="10")
    order_id = await bought(buyer, (goods.sku_id, 2), stored_value=True)
    assert (await orders.facts(order_id)).payable == 0
    (line,) = await line_ids(order_id)
    after_sale = await ask(order_id, buyer, {line: 2})
    assert (await one(after_sale)).status is AfterSaleStatus.DONE
    assert (await has(buyer), await refunds_of(order_id)) == ((0, 5_000, 0), [])
    assert (await orders.facts(order_id)).status.value == "closed"
    await truths_hold()


async def test_what_was_given_back_is_not_given_back_again(database: None) -> None:
    order_id, buyer = await mixed_order()
    (tea, _) = await line_ids(order_id)
    await ask(order_id, buyer, {tea: 3})
    with pytest.raises(PiecesTaken):
        await ask(order_id, buyer, {tea: 1})
    await truths_hold()


async def test_the_price_of_an_old_order_can_be_computed_again_to_the_fen(database: None) -> None:
    order_id, _ = await mixed_order()
    paid = await orders.facts(order_id)
    again = replay(await orders.quote_of(order_id))
    assert (again.total, again.payable, again.points) == (paid.total, paid.payable, paid.points)
    amounts = [line.amount for line in await orders.lines_of(order_id)]
    assert [line.amount for line in again.lines] == amounts
