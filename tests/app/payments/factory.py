"""A payment owed by a person with a phone at the sandbox."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from app.kernel import clock
from app.kernel.ids import new_id
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


async def paid(sandbox: httpx.AsyncClient, amount: int = 1_290) -> tuple[Owed, dict[str, Any]]:
    """A payment that is paid on the phone, and the notification that told, or would have told, us so."""
    debt = await owed(sandbox, amount)
    answer = await sandbox.post(f"/_sandbox/people/{debt.phone}/pay", json=await start(debt.payment_id))
    assert answer.status_code == 200, answer.text
    number = answer.json()["out_trade_no"]
    sent = (await sandbox.get("/_sandbox/pay/notifications")).json()
    return debt, next(one for one in sent if one["out_trade_no"] == number)
