"""Nothing is lost when notifications, answers or jobs are: the channel is asked until a payment has ended."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from app.kernel import clock
from app.kernel.errors import SendFailed
from app.payments.abandon import abandon
from app.payments.close import close
from app.payments.errors import ChannelBusy
from app.payments.models import Payment
from app.payments.reconcile import reconcile
from app.payments.start import start
from app.payments.states import PaymentStatus
from tests.app.payments.factory import book_of, clock_forward, owed, paid, prepaid, quiet
from tests.waiting import eventually

JSAPI = "/v3/pay/transactions/jsapi"
OUT_TRADE_NO = "/v3/pay/transactions/out-trade-no"


async def test_a_lost_notification_is_made_good_by_asking(database: None, sandbox: httpx.AsyncClient) -> None:
    await quiet(sandbox)
    debt, _ = await paid(sandbox)
    assert await reconcile() == 0
    await clock_forward(sandbox, 31)
    assert await reconcile() == 1
    assert (await debt.row()).status is PaymentStatus.PAID


async def test_the_channel_is_asked_at_growing_intervals_until_the_payment_has_ended(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    debt, _ = await prepaid(sandbox)
    payment = await debt.row()
    await Payment.filter(id=debt.payment_id).update(expires_at=clock.now() + timedelta(hours=3))
    waits = []
    for _ in range(7):
        due = (await debt.row()).check_at
        assert due is not None
        waits.append(round((due - clock.now()).total_seconds()))
        await clock_forward(sandbox, waits[-1] + 1)
        assert await reconcile() == 1
    assert waits == sorted(waits)
    assert waits[-1] == waits[-2]
    assert (await debt.row()).checks == 7
    assert payment.checks == 0


async def test_what_was_paid_although_the_answer_to_prepay_was_lost_is_found(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    await quiet(sandbox)
    debt = await owed(sandbox)
    number = (await debt.row()).out_trade_no
    await sandbox.post("/_sandbox/faults", json={"path": JSAPI, "kind": "http", "status": 500})
    with pytest.raises(ChannelBusy):
        await start(debt.payment_id)
    await sandbox.post("/_sandbox/faults", json={"path": JSAPI, "kind": "hang_after"})
    lost = asyncio.create_task(start(debt.payment_id))

    async def known() -> bool:
        return (await sandbox.get(f"/_sandbox/pay/orders/{number}")).status_code == 200

    await eventually(known, "the channel has the order")
    lost.cancel()
    await sandbox.delete("/_sandbox/faults")
    assert (await debt.row()).prepay_id is None
    assert (await book_of(sandbox, number))["trade_state"] == "NOTPAY"
    await clock_forward(sandbox, 31)
    assert await reconcile() == 1
    assert (await debt.row()).status is PaymentStatus.WAITING


async def test_a_payment_that_nobody_abandoned_is_closed_after_its_end(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    debt, _ = await prepaid(sandbox)
    await clock_forward(sandbox, 1_800 + 301)
    assert await reconcile() == 1
    assert (await debt.row()).status is PaymentStatus.CLOSED
    assert (await book_of(sandbox, (await debt.row()).out_trade_no))["trade_state"] == "CLOSED"
    await clock_forward(sandbox, 86_400)
    assert await reconcile() == 0


async def test_closing_whose_job_failed_is_done_by_asking(database: None, sandbox: httpx.AsyncClient) -> None:
    debt, _ = await prepaid(sandbox)
    assert await abandon([debt.subject_id]) == set()
    await sandbox.post("/_sandbox/faults", json={"path": OUT_TRADE_NO, "kind": "http", "status": 500})
    with pytest.raises(SendFailed):
        await close(debt.payment_id)
    assert (await debt.row()).status is PaymentStatus.CLOSING
    await clock_forward(sandbox, 61)
    assert await reconcile() == 1
    assert (await debt.row()).status is PaymentStatus.CLOSED


async def test_a_channel_that_does_not_answer_is_asked_again_later(database: None, sandbox: httpx.AsyncClient) -> None:
    await quiet(sandbox)
    debt, _ = await paid(sandbox)
    await sandbox.post("/_sandbox/faults", json={"path": OUT_TRADE_NO, "kind": "http", "status": 500})
    await clock_forward(sandbox, 31)
    assert await reconcile() == 1
    assert (await debt.row()).status is PaymentStatus.WAITING
    await clock_forward(sandbox, 31)
    assert await reconcile() == 1
    assert (await debt.row()).status is PaymentStatus.PAID
