from collections.abc import Awaitable, Callable

import httpx
import pytest

from app.kernel import clock
from app.kernel.errors import PermanentFailure, QuotaExceeded
from app.kernel.ids import new_id
from app.payments import settle
from app.payments.errors import PaymentNotFound, PaymentOver
from app.payments.models import Refund
from app.payments.reconcile import reconcile
from app.payments.refund import request, send
from app.payments.states import RefundStatus
from tests.app.orders.factory import Drain
from tests.app.payments.factory import Owed, owed, paid
from tests.waiting import eventually

REFUNDS = "/v3/refund/domestic/refunds"


async def settled(sandbox: httpx.AsyncClient, amount: int = 1_290) -> Owed:
    """A paid payment whose notifications get lost, so that only our own asking moves things."""
    await sandbox.post("/_sandbox/pay/settings", json={"notify": False})
    debt, _ = await paid(sandbox, amount)
    assert await settle.by_query((await debt.row()).out_trade_no) is settle.Outcome.APPLIED
    return debt


async def test_one_reason_is_one_refund_under_one_number(
    database: None, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    debt = await settled(sandbox)
    first = await request(debt.payment_id, 290, "部分退款", "case:1")
    assert await request(debt.payment_id, 290, "部分退款", "case:1") == first
    await send(first)
    await send(first)
    number = (await debt.row()).out_trade_no
    book = (await sandbox.get(f"/_sandbox/pay/orders/{number}")).json()
    assert [refund["amount"]["refund"] for refund in book["refunds"]] == [290]
    assert (await Refund.get(id=first)).status is RefundStatus.PROCESSING


async def test_no_more_goes_back_than_came_in(database: None, sandbox: httpx.AsyncClient) -> None:
    debt = await settled(sandbox)
    await request(debt.payment_id, 1_000, "部分退款", "case:1")
    with pytest.raises(PaymentOver):
        await request(debt.payment_id, 291, "部分退款", "case:2")
    await request(debt.payment_id, 290, "部分退款", "case:3")
    unpaid = await owed(sandbox)
    with pytest.raises(PaymentOver):
        await request(unpaid.payment_id, 1, "没有付款", "case:4")
    with pytest.raises(PaymentNotFound):
        await request(new_id(), 1, "没有付款", "case:5")


async def test_an_unsure_answer_is_asked_again_under_the_same_number(
    database: None, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    debt = await settled(sandbox)
    refund_id = await request(debt.payment_id, 1_290, "整单退款", "case:1")
    (await sandbox.post("/_sandbox/faults", json={"path": REFUNDS, "kind": "http", "status": 502})).raise_for_status()

    async def accepted() -> bool:
        await drain()
        return (await Refund.get(id=refund_id)).status is RefundStatus.PROCESSING

    await eventually(accepted, "the retried job was accepted")
    refund = await Refund.get(id=refund_id)
    calls = (await sandbox.get("/_sandbox/calls", params={"path": REFUNDS})).json()
    assert {call["body"]["out_refund_no"] for call in calls} == {refund.out_refund_no}
    assert len(calls) == 2


async def test_too_low_a_balance_is_tried_again_and_a_final_refusal_is_kept(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    debt = await settled(sandbox)
    refund_id = await request(debt.payment_id, 1_290, "整单退款", "case:1")
    await sandbox.post("/_sandbox/pay/settings", json={"balance": 0})
    with pytest.raises(QuotaExceeded):
        await send(refund_id)
    refund = await Refund.get(id=refund_id)
    assert refund.status is RefundStatus.REQUESTED
    assert "NOTENOUGH" in (refund.last_error or "")
    await sandbox.post("/_sandbox/pay/settings", json={"balance": None})
    await Refund.filter(id=refund_id).update(amount=1_291)
    with pytest.raises(PermanentFailure):
        await send(refund_id)
    assert (await Refund.get(id=refund_id)).status is RefundStatus.FAILED


@pytest.mark.parametrize(
    ("result", "status"),
    [("SUCCESS", RefundStatus.DONE), ("ABNORMAL", RefundStatus.FAILED), ("CLOSED", RefundStatus.FAILED)],
)
async def test_the_end_of_a_refund_is_found_by_asking(
    database: None, sandbox: httpx.AsyncClient, result: str, status: RefundStatus
) -> None:
    await sandbox.post("/_sandbox/pay/settings", json={"refund_result": result, "refund_seconds": 0})
    debt = await settled(sandbox)
    refund_id = await request(debt.payment_id, 1_290, "整单退款", "case:1")
    await send(refund_id)
    await sandbox.post("/_sandbox/clock", json={"advance_seconds": 121})
    await eventually(_ended(refund_id, status), "the refund has ended")
    assert ((await Refund.get(id=refund_id)).last_error is None) == (status is RefundStatus.DONE)


def _ended(refund_id: object, status: RefundStatus) -> Callable[[], Awaitable[bool]]:
    async def ended() -> bool:
        await Refund.filter(id=refund_id, status=RefundStatus.PROCESSING).update(check_at=clock.now())
        await reconcile()
        return (await Refund.get(id=refund_id)).status is status

    return ended
