"""Buying stored value: ordered once, paid through the channel, credited once, cancelled in time."""

from uuid import UUID

import httpx
import pytest

from app.kernel import db
from app.kernel.ids import new_id
from app.payments import queries as payments
from app.payments.models import Incident
from app.wallet.errors import IdempotencyKeyReused, OfferNotFound, TopUpOutOfBounds
from app.wallet.expire_top_ups import expire_top_ups
from app.wallet.models import TopUp
from app.wallet.offer import offer, withdraw
from app.wallet.order_top_up import order_top_up
from app.wallet.reactions import credit_top_up
from app.wallet.refund_top_up import refund_top_up
from app.wallet.states import TopUpStatus
from tests.app.orders.factory import Drain, payment_is, shopper
from tests.app.payments.factory import quiet
from tests.app.wallet.factory import balanced, has
from tests.app.wallet.top_ups import arrived, ordered, paid_for, pay, top_up_of, topped_up


async def run_out() -> None:
    await db.execute("UPDATE top_ups SET expires_at = created_at")


async def test_a_paid_top_up_is_credited_with_its_bonus(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    terms = await offer(50_000, 5_000)
    buyer = await shopper(http, sandbox)
    answer = await buyer.call(
        "POST", "/top-ups", json={"offer_id": str(terms.id)}, headers={"Idempotency-Key": "my-first-top-up"}
    )
    await pay(buyer, answer.json())
    await payment_is(answer.json(), "paid")
    await drain()
    assert await has(buyer.member_id) == (0, 50_000, 5_000)
    (shown,) = (await buyer.call("GET", "/top-ups")).json()["items"]
    assert (shown["status"], shown["bonus"]) == ("paid", 5_000)
    await balanced()


async def test_one_key_is_one_top_up_on_the_terms_of_the_first_call(database: None) -> None:
    terms, member = await offer(50_000, 5_000), new_id()
    first = await order_top_up(member, "key-of-mine", offer_id=terms.id)
    await offer(50_000, 9_000)
    await withdraw(terms.id)
    again = await order_top_up(member, "key-of-mine", offer_id=terms.id)
    assert (again.id, again.bonus) == (first.id, 5_000)
    with pytest.raises(IdempotencyKeyReused):
        await order_top_up(member, "key-of-mine", amount=50_000)
    assert (await order_top_up(new_id(), "key-of-mine", amount=100)).id != first.id


@pytest.mark.parametrize("amount", [None, 0, -100, 99, 500_001])
async def test_amounts_out_of_bounds_are_refused(database: None, amount: int | None) -> None:
    with pytest.raises(TopUpOutOfBounds):
        await order_top_up(new_id(), "key", amount=amount)
    assert await TopUp.all().count() == 0


async def test_a_withdrawn_or_unknown_offer_is_refused(database: None) -> None:
    terms = await offer(10_000, 100)
    await withdraw(terms.id)
    for offer_id in (terms.id, new_id()):
        with pytest.raises(OfferNotFound):
            await order_top_up(new_id(), "key", offer_id=offer_id)
    with pytest.raises(TopUpOutOfBounds):
        await offer(10_000, 10_001)


async def test_the_same_payment_told_again_credits_once(database: None) -> None:
    top_up = await top_up_of(new_id(), 10_000)
    for _ in range(3):
        await credit_top_up(await arrived(top_up))
    assert await has(top_up.member_id) == (0, 10_000, 0)
    await balanced()


async def test_the_payment_told_again_after_a_refund_changes_nothing(database: None) -> None:
    top_up = await paid_for(new_id(), 10_000, 1_000)
    await refund_top_up(top_up.member_id, top_up.id)
    await credit_top_up(await arrived(top_up))
    assert (await TopUp.get(id=top_up.id)).status is TopUpStatus.REFUNDED
    assert await has(top_up.member_id) == (0, 0, 0)


async def test_an_unpaid_top_up_ends_and_its_pay_order_is_closed(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    buyer = await shopper(http, sandbox)
    made = await ordered(buyer, 10_000)
    assert (await buyer.call("POST", f"/top-ups/{made['id']}/payment")).status_code == 200
    await run_out()
    assert await expire_top_ups() == 1
    assert await expire_top_ups() == 0
    await drain()
    assert await payments.status_of(UUID(made["id"])) == "closed"
    answer = await buyer.call("POST", f"/top-ups/{made['id']}/payment")
    assert (answer.status_code, answer.json()["code"]) == (409, "top_up_over")


async def test_money_for_a_cancelled_top_up_goes_back_by_itself(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    await quiet(sandbox)
    buyer = await shopper(http, sandbox)
    made = await ordered(buyer, 10_000)
    await pay(buyer, made)
    await run_out()
    await expire_top_ups()
    await drain()
    await payment_is(made, "paid")
    await drain()
    assert await has(buyer.member_id) == (0, 0, 0)
    assert [amount for _, amount, _ in await payments.refunds_of(UUID(made["id"]))] == [10_000]
    assert await Incident.filter(kind="late", amount=10_000).count() == 1
    await balanced()


async def test_nobody_pays_or_sees_someone_elses_top_up(http: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> None:
    buyer, other = await shopper(http, sandbox), await shopper(http, sandbox)
    made = await ordered(buyer, 10_000)
    answer = await other.call("POST", f"/top-ups/{made['id']}/payment")
    assert (answer.status_code, answer.json()["code"]) == (404, "top_up_not_found")
    assert (await other.call("GET", "/top-ups")).json()["items"] == []


async def test_a_paid_top_up_is_not_paid_again(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    buyer, top_up_id = await topped_up(http, sandbox, drain, 10_000)
    answer = await buyer.call("POST", f"/top-ups/{top_up_id}/payment")
    assert (answer.status_code, answer.json()["code"]) == (409, "top_up_already_paid")
