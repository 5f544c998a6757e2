"""Unused principal goes back to where it came from, and takes its bonus along."""

from uuid import UUID

import httpx
import pytest

from app.kernel import db
from app.kernel.ids import new_id
from app.payments import queries as payments
from app.payments.errors import PaymentNotFound
from app.wallet.errors import NothingToRefund, TopUpNotFound
from app.wallet.give_back import give_back
from app.wallet.hold import hold
from app.wallet.models import TopUp, TopUpRefund
from app.wallet.order_top_up import order_top_up
from app.wallet.refund_top_up import refund_top_up
from app.wallet.spend import spend
from tests.app.orders.factory import Drain
from tests.app.payments.factory import book_of
from tests.app.wallet.factory import balanced, has
from tests.app.wallet.top_ups import credited, paid_for, topped_up


async def refunds_of(top_up: TopUp) -> list[int]:
    return [amount for _, amount, _ in await payments.refunds_of(top_up.id)]


async def bought(member_id: UUID, stored_value: int) -> UUID:
    order_id = new_id()
    await hold(member_id, order_id, 0, stored_value)
    await spend(order_id)
    return order_id


async def test_principal_goes_back_through_the_channel(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    buyer, top_up_id = await topped_up(http, sandbox, drain, 10_000)
    await bought(buyer.member_id, 4_000)
    refund = await refund_top_up(buyer.member_id, top_up_id)
    assert refund.amount == 6_000
    assert await has(buyer.member_id) == (0, 0, 0)
    await drain()
    assert [amount for _, amount, _ in await payments.refunds_of(top_up_id)] == [6_000]
    number = await payments.out_trade_no_of(top_up_id)
    assert [one["amount"]["refund"] for one in (await book_of(sandbox, number or ""))["refunds"]] == [6_000]
    await balanced()


@pytest.mark.parametrize(
    ("spent", "back", "left"),
    [(0, 10_000, (0, 0)), (4_000, 6_000, (0, 1_200)), (9_999, 1, (0, 2_999))],
)
async def test_bonus_is_taken_back_in_proportion(database: None, spent: int, back: int, left: tuple[int, int]) -> None:
    member = new_id()
    top_up = await paid_for(member, 10_000, 3_000)
    await bought(member, spent)
    await refund_top_up(member, top_up.id)
    assert await refunds_of(top_up) == [back]
    assert (await has(member))[1:] == left
    await balanced()


async def test_spent_bonus_is_paid_from_the_principal(database: None) -> None:
    """Principal comes back by a return after bonus bought something else: the present is not kept with the money."""
    member = new_id()
    top_up = await paid_for(member, 10_000, 5_000)
    by_principal = await bought(member, 10_000)
    await bought(member, 4_000)
    await give_back(by_principal, 0, 10_000, "return")
    assert (await has(member))[1:] == (10_000, 1_000)
    refund = await refund_top_up(member, top_up.id)
    assert (refund.principal, refund.bonus, refund.amount) == (10_000, 1_000, 6_000)
    assert (await has(member))[1:] == (0, 0)
    await balanced()


async def test_what_is_spent_is_not_refunded_and_nothing_twice(database: None) -> None:
    member = new_id()
    top_up = await paid_for(member, 10_000, 0)
    order_id = await bought(member, 7_000)
    await refund_top_up(member, top_up.id)
    with pytest.raises(NothingToRefund):
        await refund_top_up(member, top_up.id)
    await give_back(order_id, 0, 2_000, "return")
    await refund_top_up(member, top_up.id)
    assert await refunds_of(top_up) == [3_000, 2_000]
    await paid_for(member, 8_000, 0)
    await refund_top_up(member, top_up.id)
    with pytest.raises(NothingToRefund):
        await refund_top_up(member, top_up.id)
    assert sum(await refunds_of(top_up)) == 10_000
    assert (await has(member))[1] == 3_000
    await balanced()


async def test_an_unpaid_unknown_or_foreign_top_up_is_not_refunded(database: None) -> None:
    member = new_id()
    unpaid = await order_top_up(member, "key-of-mine", amount=10_000)
    paid = await paid_for(new_id(), 10_000, 0)
    for top_up_id in (unpaid.id, paid.id, new_id()):
        with pytest.raises(TopUpNotFound):
            await refund_top_up(member, top_up_id)
    assert await refunds_of(paid) == []


async def test_when_payments_refuses_the_refund_nothing_leaves_the_account(database: None) -> None:
    member = new_id()
    top_up = await credited(member, 10_000, 1_000)
    with pytest.raises(PaymentNotFound):
        await refund_top_up(member, top_up.id)
    assert (await has(member))[1:] == (10_000, 1_000)
    assert await TopUpRefund.all().count() == 0
    assert await db.fetch_value("SELECT refunded FROM top_ups") == 0
