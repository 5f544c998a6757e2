"""Commission of customers who were handed over stays, or goes along: also of orders that are paid later."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.analytics.invariants import check
from app.events.handover import CustomersHandedOver
from app.events.orders import OrderPaid
from app.kernel import clock
from app.kernel.ids import new_id
from app.orders.models import Order
from app.referral.accrue import accrue
from app.referral.add_rule import add_rule
from app.referral.models import Accrual
from app.referral.move import move_commission
from tests.app.referral.test_accrue import frozen, paid_order

LINA, MEI, HE = (UUID(int=n) for n in (11, 12, 13))
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
async def rule(database: None) -> None:
    await add_rule(1000)


async def order(amount: int, guide_id: UUID, member_id: UUID, placed: timedelta = -HOUR) -> OrderPaid:
    """An order placed so long before or after now, as its payment tells of it."""
    paid = replace(await paid_order([amount], guide_id), member_id=member_id)
    at = clock.now() + placed
    await Order.create(
        id=paid.order_id,
        number=paid.order_id.hex[-16:],
        member_id=member_id,
        idempotency_key=paid.order_id.hex,
        request_hash="",
        total=amount,
        payable=amount,
        guide_id=guide_id,
        expires_at=at,
        placed_at=at,
    )
    return paid


def handed(member_id: UUID, old: UUID = LINA, new: UUID = MEI, *, moves: bool = True) -> CustomersHandedOver:
    return CustomersHandedOver(new_id(), old, new, (member_id,), resigned=False, moves_commission=moves)


async def broken() -> set[str]:
    """What of the live truths of commission does not hold."""
    return {one.truth for one in await check() if one.broken_by and "commission" in one.truth}


async def test_frozen_commission_goes_along_once_and_that_of_others_stays() -> None:
    him, her = new_id(), new_id()
    await accrue(await order(10_000, LINA, him))
    await accrue(await order(5_000, LINA, her))
    await accrue(await order(3_000, HE, him))
    event = handed(him)
    for _ in range(2):
        await move_commission(event)
    assert [await frozen(one) for one in (LINA, MEI, HE)] == [500, 1000, 300]
    assert await Accrual.filter(staff_id=MEI).count() == 1
    assert await broken() == set()


async def test_kept_commission_stays_also_of_what_is_paid_later() -> None:
    him = new_id()
    unpaid = await order(2_000, LINA, him)
    await accrue(await order(10_000, LINA, him))
    await move_commission(handed(him, moves=False))
    await accrue(unpaid)
    assert [await frozen(one) for one in (LINA, MEI)] == [1200, 0]


async def test_an_order_placed_before_and_paid_after_is_the_successors_and_a_later_one_its_guides() -> None:
    him = new_id()
    before = await order(2_000, LINA, him)
    later = await order(7_000, LINA, him, placed=HOUR)
    await move_commission(handed(him))
    await move_commission(handed(him, MEI, HE))
    await accrue(before)
    await accrue(before)
    await accrue(later)
    assert [await frozen(one) for one in (LINA, MEI, HE)] == [700, 0, 200]


async def test_told_again_after_another_hand_over_nothing_comes_back() -> None:
    him = new_id()
    await accrue(await order(10_000, LINA, him))
    first, back = handed(him), handed(him, MEI, LINA)
    for event in (first, back, first):
        await move_commission(event)
    assert [await frozen(one) for one in (LINA, MEI)] == [1000, 0]
    assert await broken() == set()


async def test_paid_and_handed_over_at_once_it_is_the_successors() -> None:
    members = [new_id() for _ in range(10)]
    orders = [await order(1_000, LINA, member) for member in members]
    everybody = CustomersHandedOver(new_id(), LINA, MEI, tuple(members), resigned=True, moves_commission=True)
    await asyncio.gather(*(accrue(each) for each in orders), move_commission(everybody), *map(accrue, orders))
    assert [await frozen(one) for one in (LINA, MEI)] == [0, 1000]
    assert await broken() == set()
