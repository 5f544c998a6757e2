"""A payment owed by a person with a phone at the sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.kernel import clock, outbox
from app.kernel.ids import new_id
from app.payments import settle
from app.payments.models import Payment
from app.payments.start import owe, start


@dataclass(frozen=True)
class Owed:
    payment_id: UUID
    subject_id: UUID
    phone: str

    async def row(self) -> Payment:
        return await Payment.get(id=self.payment_id)


async def owed(sandbox: httpx.AsyncClient, amount: int = 1_290) -> Owed:
    """A payment that expires in half an hour. Its subject is nobody's order."""
    person = (await sandbox.post("/_sandbox/people", json={"name": "小满", "phone": "13800000009"})).json()
    subject_id = new_id()
    expires_at = clock.now() + timedelta(minutes=30)
    payment_id = await owe(subject_id, new_id(), person["openid"], amount, "明前龙井", expires_at)
    return Owed(payment_id, subject_id, person["id"])


async def quiet(sandbox: httpx.AsyncClient, **more: Any) -> None:
    """The channel's notifications get lost, so that only our own asking or a resent one moves things."""
    (await sandbox.post("/_sandbox/pay/settings", json={"notify": False, **more})).raise_for_status()


async def clock_forward(sandbox: httpx.AsyncClient, seconds: int) -> None:
    (await sandbox.post("/_sandbox/clock", json={"advance_seconds": seconds})).raise_for_status()


async def prepaid(sandbox: httpx.AsyncClient, amount: int = 1_290) -> tuple[Owed, dict[str, str]]:
    """A payment the phone may pay, and what it needs for that."""
    debt = await owed(sandbox, amount)
    return debt, await start(debt.payment_id)


async def press_pay(sandbox: httpx.AsyncClient, phone: str, params: dict[str, str]) -> dict[str, Any]:
    """Pay on the phone; the notification of it, which is or is not on its way."""
    answer = await sandbox.post(f"/_sandbox/people/{phone}/pay", json=params)
    assert answer.status_code == 200, answer.text
    return await notification_of(sandbox, answer.json()["out_trade_no"])


async def notification_of(sandbox: httpx.AsyncClient, out_trade_no: str) -> dict[str, Any]:
    """The latest one about a number."""
    sent = (await sandbox.get("/_sandbox/pay/notifications")).json()
    found: dict[str, Any] = [one for one in sent if one["out_trade_no"] == out_trade_no][-1]
    return found


async def resend(sandbox: httpx.AsyncClient, notification: dict[str, Any], variant: str = "same") -> tuple[int, str]:
    """Deliver a notification; (status, body) of the answer."""
    path = f"/_sandbox/pay/notifications/{notification['id']}/resend"
    answer = await sandbox.post(path, json={"variant": variant})
    assert answer.status_code == 200, answer.text
    return answer.json()["status"], answer.json()["body"]


async def book_of(sandbox: httpx.AsyncClient, out_trade_no: str) -> dict[str, Any]:
    """The channel's own book of a number, with its refunds."""
    shown: dict[str, Any] = (await sandbox.get(f"/_sandbox/pay/orders/{out_trade_no}")).raise_for_status().json()
    return shown


async def paid(sandbox: httpx.AsyncClient, amount: int = 1_290) -> tuple[Owed, dict[str, Any]]:
    """A payment that is paid on the phone, and the notification that told, or would have told, us so."""
    debt, params = await prepaid(sandbox, amount)
    return debt, await press_pay(sandbox, debt.phone, params)


async def settled(sandbox: httpx.AsyncClient, amount: int = 1_290) -> Owed:
    """A paid payment whose notifications get lost."""
    await quiet(sandbox)
    debt, _ = await paid(sandbox, amount)
    assert await settle.by_query((await debt.row()).out_trade_no) is settle.Outcome.APPLIED
    return debt


@contextmanager
def heard_events(heard: list[object]) -> Iterator[None]:
    """Everything that is published meanwhile, in order."""
    publish = outbox.publish

    async def listen(*events: object) -> None:
        heard.extend(events)
        await publish(*events)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "publish", listen)
        yield
