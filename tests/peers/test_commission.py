"""Holes of other shops' commission, looked for here."""

from uuid import UUID

import pytest

from app.kernel import clock, db
from app.kernel.ids import new_id
from app.ledger.queries import balance
from app.ledger.states import AccountKind
from app.orders import queries as orders
from app.orders.mark_paid import mark_paid
from app.orders.place import place
from app.referral.add_rule import add_rule
from app.referral.models import Accrual
from tests.app.aftersale.factory import ask, bought, line_ids
from tests.app.catalog.factory import stocked
from tests.app.delivery.factory import freight
from tests.app.orders.factory import wish
from tests.app.promotions.factory import promotion
from tests.conftest import Drain

FOLLOW = """
INSERT INTO guide_attributions (member_id, staff_id, since) VALUES ($1, $2, $3)
ON CONFLICT (member_id) DO UPDATE SET staff_id = excluded.staff_id
"""


async def led_by(guide: UUID, buyer: UUID) -> None:
    await db.execute(FOLLOW, buyer, guide, clock.now())


async def frozen(guide: UUID) -> int:
    return await balance(AccountKind.COMMISSION_FROZEN, guide)


async def test_commission_is_of_what_was_paid_for_goods(database: None, drain: Drain) -> None:
    """yudao-cloud counts freight too, CRMEB takes (price + freight) × quantity, whatever was paid."""
    await add_rule(1_000)
    await freight(is_default=True)
    await promotion({"kind": "spend_and_save", "by": "amount", "tiers": [{"at": 2_000, "money_off": 700}]})
    goods, guide, buyer = await stocked(price_yuan="10"), new_id(), new_id()
    await led_by(guide, buyer)
    order_id = await bought(buyer, (goods.sku_id, 3))
    await drain()
    paid = await orders.facts(order_id)
    assert (paid.total, paid.freight) == (3_000 - 700 + 1_200, 1_200)
    assert [(each.base, each.amount) for each in await Accrual.all()] == [(2_300, 230)]
    assert await frozen(guide) == 230


async def test_a_part_that_comes_back_takes_its_part_of_the_commission_and_the_rest_stays_frozen(
    database: None, drain: Drain
) -> None:
    """yudao-cloud voids the whole line for any refund; CRMEB then lets the rest be withdrawn at once."""
    await add_rule(1_000)
    goods, guide, buyer = await stocked(price_yuan="10"), new_id(), new_id()
    await led_by(guide, buyer)
    order_id = await bought(buyer, (goods.sku_id, 4))
    (line,) = await line_ids(order_id)
    await drain()
    await ask(order_id, buyer, {line: 1})
    await drain()
    assert (await frozen(guide), await balance(AccountKind.COMMISSION_EXPENSE, UUID(int=0))) == (300, -300)


async def test_who_led_the_member_to_the_order_earns_it_though_another_does_when_it_is_paid(
    database: None, drain: Drain
) -> None:
    """yudao-cloud keeps who referred the order and pays whom the member is bound to at payment."""
    await add_rule(1_000)
    goods, first, second, buyer = await stocked(price_yuan="10"), new_id(), new_id(), new_id()
    await led_by(first, buyer)
    placed = await place(buyer, await wish(buyer, (goods.sku_id, 1)), str(new_id()))
    await led_by(second, buyer)
    assert await mark_paid(placed.id, clock.now())
    await drain()
    assert (await frozen(first), await frozen(second)) == (100, 0)


@pytest.mark.parametrize("together", [True, False])
async def test_two_lines_earn_their_sum_and_take_back_their_sum(database: None, drain: Drain, together: bool) -> None:
    """lilishop adds a running total each round, so that lines of 1 and 2 credit 4, and takes back other fields.

    CRMEB takes back up to what is there only.
    """
    await add_rule(100)
    tea, cup = await stocked(price_yuan="1"), await stocked(price_yuan="2", number=2)
    guide, buyer = new_id(), new_id()
    await led_by(guide, buyer)
    order_id = await bought(buyer, (tea.sku_id, 1), (cup.sku_id, 1))
    await drain()
    assert (sorted([each.amount for each in await Accrual.all()]), await frozen(guide)) == ([1, 2], 3)
    lines = await line_ids(order_id)
    for pieces in [dict.fromkeys(lines, 1)] if together else [{line: 1} for line in lines]:
        await ask(order_id, buyer, pieces)
        await drain()
    assert await frozen(guide) == 0
