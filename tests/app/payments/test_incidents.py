"""Money that cannot be applied goes back by itself, once, and leaves a row that says why."""

from typing import Any

import httpx
import pytest

from app.events.payments import PaymentSucceeded
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.kernel.settings import Settings
from app.payments import incident, settle
from app.payments.close import close
from app.payments.errors import PaymentNotFound, PaymentOver
from app.payments.models import Incident, Payment, PayNotification, Refund
from app.payments.refund import request
from app.payments.start import owe, start
from app.payments.states import IncidentKind, PaymentStatus
from tests.app.orders.factory import Drain
from tests.app.payments.factory import (
    Owed,
    book_of,
    notification_of,
    owed,
    paid,
    prepaid,
    press_pay,
    quiet,
    resend,
    settled,
)

TOLD = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'PaymentSucceeded>app.orders.%'"
GIVEN_BACK = (200, '{"code":"SUCCESS","message":"refunded"}')


async def only_incident(kind: IncidentKind, amount: int) -> Incident:
    """The one incident, with its one refund of the whole sum, which was sent under one number."""
    (found,) = await Incident.all()
    (back,) = await Refund.filter(source_ref=found.source_ref)
    assert (found.kind, found.amount, back.amount, back.total) == (kind, amount, amount, amount)
    assert back.transaction_id == found.transaction_id
    return found


async def test_a_sum_that_the_channels_book_has_otherwise_goes_back_whole(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    """youlaitech/youlai-mall#100: an order could be paid with another sum than it costs."""
    await quiet(sandbox)
    debt, params = await prepaid(sandbox)
    number = (await debt.row()).out_trade_no
    await sandbox.post(f"/_sandbox/pay/orders/{number}/tamper", json={"total": 1})
    notification = await press_pay(sandbox, debt.phone, params)
    for _ in range(3):
        assert await resend(sandbox, notification) == GIVEN_BACK
    assert await settle.by_query(number) is settle.Outcome.REFUNDED
    await only_incident(IncidentKind.WRONG_AMOUNT, 1)
    (kept,) = await PayNotification.all()
    assert (kept.outcome, kept.content["amount"]["total"]) == ("refunded", 1)  # type: ignore[index]
    assert (await debt.row()).status is PaymentStatus.MISPAID
    assert await db.fetch_value(TOLD) == 0
    await drain()
    assert [refund["amount"]["refund"] for refund in (await book_of(sandbox, number))["refunds"]] == [1]


async def test_after_a_wrong_sum_the_subject_is_paid_under_a_new_number(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    await quiet(sandbox)
    debt, params = await prepaid(sandbox)
    payment = await debt.row()
    await sandbox.post(f"/_sandbox/pay/orders/{payment.out_trade_no}/tamper", json={"total": 9_999})
    await press_pay(sandbox, debt.phone, params)
    assert await settle.by_query(payment.out_trade_no) is settle.Outcome.REFUNDED
    with pytest.raises(PaymentOver):
        await start(debt.payment_id)
    again = await owe(debt.subject_id, payment.member_id, payment.openid, 1_290, "明前龙井", payment.expires_at)
    await press_pay(sandbox, debt.phone, await start(again))
    fresh = await Payment.get(id=again)
    assert fresh.out_trade_no != payment.out_trade_no
    assert await settle.by_query(fresh.out_trade_no) is settle.Outcome.APPLIED
    with pytest.raises(PaymentOver):
        await request(debt.payment_id, 1, "不可再退", "case:1")


async def test_money_for_a_number_never_made_here_goes_back(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, settings: Settings, drain: Drain
) -> None:
    await quiet(sandbox)
    person = (await sandbox.post("/_sandbox/people", json={"name": "阿宝", "phone": "13800000010"})).json()
    asked = {"person_id": person["id"], "total": 777, "notify_url": f"{settings.public_url}/callbacks/pay"}
    foreign = (await sandbox.post("/_sandbox/pay/orders", json=asked)).json()
    notification = await notification_of(sandbox, foreign["out_trade_no"])
    for _ in range(3):
        assert await resend(sandbox, notification) == GIVEN_BACK
    found = await only_incident(IncidentKind.UNKNOWN_ORDER, 777)
    assert (found.payment_id, found.transaction_id) == (None, foreign["transaction_id"])
    await drain()
    assert [one["amount"]["refund"] for one in (await book_of(sandbox, found.out_trade_no))["refunds"]] == [777]


async def test_a_second_transaction_of_a_paid_payment_goes_back_and_the_first_stays(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    """YunaiV/ruoyi-vue-pro#1152: the second of two payments rolled back for ever and the money stayed."""
    debt = await settled(sandbox)
    payment = await debt.row()
    twin = (await sandbox.post(f"/_sandbox/pay/orders/{payment.out_trade_no}/pay_again")).json()
    notification = await notification_of(sandbox, payment.out_trade_no)
    for _ in range(3):
        assert await resend(sandbox, notification) == GIVEN_BACK
    found = await only_incident(IncidentKind.DOUBLE, 1_290)
    assert (found.transaction_id, found.payment_id) == (twin["transaction_id"], debt.payment_id)
    assert (await debt.row()).transaction_id == payment.transaction_id
    await drain()
    assert (await book_of(sandbox, payment.out_trade_no))["refunds"] == []
    assert await Refund.filter(payment_id=debt.payment_id).count() == 0
    await request(debt.payment_id, 1_290, "整单退款", "case:1")


async def test_two_payments_of_one_subject_that_are_both_paid_leave_one(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    """YunaiV/ruoyi-vue-pro#1152. The first was closed here, and the channel took its money all the same."""
    await quiet(sandbox)
    first, params = await prepaid(sandbox)
    payment = await first.row()
    again = await owe(first.subject_id, payment.member_id, payment.openid, 1_290, "", clock.now())
    assert again == first.payment_id
    await Payment.filter(id=first.payment_id).update(status=PaymentStatus.CLOSED)
    second = await owe(first.subject_id, payment.member_id, payment.openid, 1_290, "明前龙井", payment.expires_at)
    second_params = await start(second)
    told = [await press_pay(sandbox, first.phone, each) for each in (second_params, params)]
    assert [await resend(sandbox, each) for each in told] == [
        (200, '{"code":"SUCCESS","message":"applied"}'),
        GIVEN_BACK,
    ]
    found = await only_incident(IncidentKind.DOUBLE, 1_290)
    assert found.payment_id == first.payment_id
    assert await db.fetch_value(TOLD) == 1


async def test_what_could_not_be_applied_in_time_goes_back_once(
    database: None, sandbox: httpx.AsyncClient, drain: Drain
) -> None:
    """EasyAbp/PaymentService#74: a payment that arrives after cancellation is refunded."""
    debt = await settled(sandbox)
    payment = await debt.row()
    assert payment.paid_at is not None
    event = PaymentSucceeded(debt.payment_id, debt.subject_id, 1_290, payment.paid_at)
    for _ in range(3):
        await incident.late(event, "订单已取消")
    found = await only_incident(IncidentKind.LATE, 1_290)
    assert (found.note, found.payment_id) == ("订单已取消", debt.payment_id)
    with pytest.raises(PaymentNotFound):
        await incident.late(PaymentSucceeded(new_id(), new_id(), 1, payment.paid_at), "没有付款")


async def test_a_payment_closed_here_that_is_paid_all_the_same_is_told(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    """YunaiV/ruoyi-vue-pro#482-like: whoever cancelled the subject must hear of the money and give it back."""
    await quiet(sandbox)
    debt, notification = await paid(sandbox)
    await Payment.filter(id=debt.payment_id).update(status=PaymentStatus.CLOSED)
    assert (await resend(sandbox, notification))[1] == '{"code":"SUCCESS","message":"applied"}'
    assert (await debt.row()).status is PaymentStatus.PAID
    assert await db.fetch_value(TOLD) == 1


async def test_closing_what_was_paid_at_the_last_moment_settles_it(database: None, sandbox: httpx.AsyncClient) -> None:
    await quiet(sandbox)
    debt, _ = await paid(sandbox)
    await close(debt.payment_id)
    assert (await debt.row()).status is PaymentStatus.PAID


async def test_a_payment_that_is_not_paid_at_the_channel_is_left_alone(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    debt: Owed = await owed(sandbox)
    await start(debt.payment_id)
    row: Any = await debt.row()
    assert await settle.by_query(row.out_trade_no) is settle.Outcome.NOT_PAID
    assert (await debt.row()).status is PaymentStatus.WAITING
