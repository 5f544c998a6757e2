"""Who pays for sending what comes back: freight goes back once, with the last piece, and when it is owed."""

from uuid import UUID

import pytest

from app.aftersale import decide
from app.aftersale.states import AfterSaleKind, Reason
from app.kernel.ids import new_id
from app.orders import queries as orders
from tests.app.aftersale.factory import CLERK, ask, bought, delivered, given_back, line_ids, member, one, refunds_of
from tests.app.aftersale.test_refund_only import truths_hold
from tests.app.catalog.factory import stocked
from tests.app.delivery.factory import freight
from tests.app.wallet.factory import has, with_stored_value

GOODS, FREIGHT = 1_000, 1_000
"""Of a piece, and of two of them: 8 yuan for the first and 2 for the second."""


async def sent(buyer: UUID) -> tuple[UUID, UUID]:
    """(order, line) of two pieces that the member has, sent for 10 yuan."""
    await freight(is_default=True)
    goods = await stocked(price_yuan="10")
    order_id = await delivered(buyer, (goods.sku_id, 2))
    (line,) = await line_ids(order_id)
    assert (await orders.facts(order_id)).freight == FREIGHT
    return order_id, line


async def returned(order_id: UUID, buyer: UUID, line: UUID, pieces: int, reason: Reason) -> UUID:
    asked = await ask(order_id, buyer, {line: pieces}, AfterSaleKind.RETURN, reason)
    await decide.approve(asked, CLERK)
    await decide.send_back(asked, member(buyer), "SF", "SF1234567890")
    await decide.accept(asked, CLERK, None)
    return asked


async def test_freight_of_what_was_never_sent_goes_back_with_the_last_piece_and_not_before(database: None) -> None:
    await freight(is_default=True)
    goods, buyer = await stocked(price_yuan="10"), new_id()
    order_id = await bought(buyer, (goods.sku_id, 2))
    (line,) = await line_ids(order_id)
    first = await ask(order_id, buyer, {line: 1})
    assert ((await one(first)).freight, await refunds_of(order_id)) == (0, [GOODS])
    last = await ask(order_id, buyer, {line: 1})
    assert ((await one(last)).freight, await refunds_of(order_id)) == (FREIGHT, [GOODS, GOODS + FREIGHT])
    await truths_hold()


async def test_freight_stays_while_another_line_does(database: None) -> None:
    await freight(is_default=True)
    tea, cup, buyer = await stocked(price_yuan="10"), await stocked(price_yuan="10", number=2), new_id()
    order_id = await bought(buyer, (tea.sku_id, 1), (cup.sku_id, 1))
    first, second = await line_ids(order_id)
    await ask(order_id, buyer, {first: 1})
    assert await refunds_of(order_id) == [GOODS]
    await ask(order_id, buyer, {second: 1})
    assert await refunds_of(order_id) == [GOODS, GOODS + FREIGHT]


@pytest.mark.parametrize("reason", [Reason.QUALITY, Reason.WRONG_GOODS, Reason.MISSING, Reason.LATE])
async def test_freight_goes_back_when_the_seller_is_at_fault_for_the_last_piece(database: None, reason: Reason) -> None:
    buyer = new_id()
    order_id, line = await sent(buyer)
    first = await returned(order_id, buyer, line, 1, reason)
    last = await returned(order_id, buyer, line, 1, reason)
    assert [(await one(each)).freight for each in (first, last)] == [0, FREIGHT]
    assert await refunds_of(order_id) == [GOODS, GOODS + FREIGHT]
    await truths_hold()


@pytest.mark.parametrize("reason", [Reason.UNWANTED, Reason.OTHER])
async def test_who_changes_their_mind_after_it_was_sent_has_paid_for_the_sending(
    database: None, reason: Reason
) -> None:
    buyer = new_id()
    order_id, line = await sent(buyer)
    asked = await returned(order_id, buyer, line, 2, reason)
    assert ((await one(asked)).freight, await refunds_of(order_id)) == (0, [2 * GOODS])
    await truths_hold()


async def test_freight_that_stored_value_paid_in_part_goes_back_to_where_it_came_from(database: None) -> None:
    await freight(is_default=True)
    buyer = await with_stored_value(1_500)
    goods = await stocked(price_yuan="10")
    order_id = await bought(buyer, (goods.sku_id, 2), stored_value=True)
    paid = await orders.facts(order_id)
    assert (paid.payable, paid.stored_value, paid.freight_stored) == (1_500, 1_500, 500)
    (line,) = await line_ids(order_id)
    asked = await one(await ask(order_id, buyer, {line: 2}))
    assert (asked.amount, asked.stored_value, asked.freight) == (1_500, 1_500, FREIGHT)
    assert (await refunds_of(order_id), await has(buyer), await given_back(order_id)) == (
        *([1_500], (0, 1_500, 0)),
        (1_500, 1_500),
    )
    await truths_hold()
