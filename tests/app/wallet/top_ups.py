"""Top-ups ordered and paid over the door and on the sandbox's phone."""

from datetime import timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

import httpx

from app.events.payments import PaymentSucceeded
from app.kernel import clock
from app.payments.models import Payment
from app.payments.start import owe
from app.payments.states import SubjectKind
from app.wallet.models import TopUp
from app.wallet.offer import offer
from app.wallet.order_top_up import order_top_up
from app.wallet.reactions import credit_top_up
from tests.app.orders.factory import Drain, Shopper, payment_is, shopper


async def ordered(buyer: Shopper, amount: int, key: str = "") -> dict[str, Any]:
    headers = {"Idempotency-Key": key or token_hex(16)}
    answer = await buyer.call("POST", "/top-ups", json={"amount": amount}, headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def pay(buyer: Shopper, top_up: dict[str, Any]) -> str:
    """Pay on the phone; the out_trade_no."""
    answer = await buyer.call("POST", f"/top-ups/{top_up['id']}/payment")
    assert answer.status_code == 200, answer.text
    return await buyer.press_pay(answer.json())


async def topped_up(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain, amount: int
) -> tuple[Shopper, UUID]:
    """A member whose top-up without bonus is credited, and its id."""
    buyer = await shopper(http, sandbox)
    made = await ordered(buyer, amount)
    await pay(buyer, made)
    await payment_is(made, "paid")
    await drain()
    return buyer, UUID(made["id"])


async def arrived(top_up: TopUp) -> PaymentSucceeded:
    """The channel's word that a top-up is paid."""
    payment = await Payment.get_or_none(subject_id=top_up.id)
    payment_id = payment.id if payment else top_up.id
    return PaymentSucceeded(payment_id, top_up.id, top_up.amount, clock.now(), "top_up")


async def top_up_of(member_id: UUID, amount: int) -> TopUp:
    return await order_top_up(member_id, token_hex(16), amount=amount)


async def credited(member_id: UUID, amount: int, bonus: int) -> TopUp:
    """A top-up whose payment is only said to be made."""
    terms = await offer(amount, bonus)
    top_up = await order_top_up(member_id, token_hex(16), offer_id=terms.id)
    await credit_top_up(await arrived(top_up))
    return top_up


async def paid_for(member_id: UUID, amount: int, bonus: int) -> TopUp:
    """Credited, and the channel has its money."""
    top_up = await credited(member_id, amount, bonus)
    await channel_takes(top_up)
    return top_up


async def channel_takes(top_up: TopUp) -> None:
    """The payment of a top-up is made; nobody is told."""
    now = clock.now()
    kind, until = SubjectKind.TOP_UP, now + timedelta(minutes=30)
    payment_id = await owe(top_up.id, top_up.member_id, "openid", top_up.amount, "账户储值", until, kind)
    await Payment.filter(id=payment_id).update(status="paid", paid_at=now, transaction_id=token_hex(16))
