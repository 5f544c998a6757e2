"""The channel's words about one payment, our own questions and decisions, all at once, committed for real."""

import asyncio
from contextlib import suppress
from typing import Any

import httpx

from app.kernel import clock, db
from app.kernel.errors import Error, PermanentFailure
from app.kernel.settings import Settings
from app.payments import settle
from app.payments.abandon import abandon
from app.payments.close import close
from app.payments.errors import RefundTooMuch
from app.payments.models import Incident, Payment, PayNotification, Refund
from app.payments.reconcile import reconcile
from app.payments.refund import request
from app.payments.send_refunds import send_refunds
from app.payments.start import owe, start
from app.payments.states import PaymentStatus
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

ROUNDS = 20
TOLD = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'PaymentSucceeded>app.orders.%'"


async def storm(sandbox: httpx.AsyncClient, notification: dict[str, Any], copies: int = 6) -> list[int]:
    answer = await sandbox.post(f"/_sandbox/pay/notifications/{notification['id']}/storm", json={"copies": copies})
    statuses: list[int] = answer.raise_for_status().json()["statuses"]
    return statuses


async def start_over() -> None:
    """The rows of the round before; people and orders at the sandbox may stay."""
    await db.execute("TRUNCATE payments, refunds, payment_incidents, pay_notifications, pgqueuer")


async def test_one_payment_told_many_times_at_once_is_applied_once(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    """binarywang/WxJava#3355, yansongda/pay#685: repeated callbacks, here all at the same moment."""
    await quiet(sandbox)
    for _ in range(ROUNDS):
        await start_over()
        debt, notification = await paid(sandbox)
        number = (await debt.row()).out_trade_no
        await Payment.filter(id=debt.payment_id).update(check_at=clock.now())
        statuses, *_ = await asyncio.gather(storm(sandbox, notification), settle.by_query(number), reconcile())
        assert statuses == [200] * 6
        assert (await debt.row()).status is PaymentStatus.PAID
        assert await db.fetch_value(TOLD) == 1
        assert await PayNotification.all().count() == 1
        assert await Incident.all().count() == await Refund.all().count() == 0


async def test_paying_and_closing_at_once_ends_paid_or_closed_alike_on_both_sides(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    await quiet(sandbox)
    for _ in range(ROUNDS):
        await start_over()
        debt, params = await prepaid(sandbox)
        number = (await debt.row()).out_trade_no
        pressed = sandbox.post(f"/_sandbox/people/{debt.phone}/pay", json=params)
        answer, *_ = await asyncio.gather(pressed, abandon([debt.subject_id]), close(debt.payment_id))
        await close(debt.payment_id)
        book = (await book_of(sandbox, number))["trade_state"]
        status = (await debt.row()).status
        assert (status, book) in [(PaymentStatus.PAID, "SUCCESS"), (PaymentStatus.CLOSED, "CLOSED")]
        assert (answer.status_code == 200) == (status is PaymentStatus.PAID)
        assert await db.fetch_value(TOLD) == (status is PaymentStatus.PAID)


async def test_a_notification_and_abandoning_at_once_never_lose_the_money(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    """EasyAbp/PaymentService#74: whoever cancels either sees it paid, or is told of the money afterwards."""
    await quiet(sandbox)
    for _ in range(ROUNDS):
        await start_over()
        debt, notification = await paid(sandbox)
        answer, seen_paid = await asyncio.gather(resend(sandbox, notification), abandon([debt.subject_id]))
        assert answer[0] == 200
        assert seen_paid in (set(), {debt.subject_id})
        assert (await debt.row()).status is PaymentStatus.PAID
        assert await db.fetch_value(TOLD) == 1


async def test_a_wrong_sum_told_many_times_at_once_is_one_incident_and_one_refund(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    """youlaitech/youlai-mall#100."""
    await quiet(sandbox)
    for _ in range(ROUNDS):
        await start_over()
        debt, params = await prepaid(sandbox)
        number = (await debt.row()).out_trade_no
        await sandbox.post(f"/_sandbox/pay/orders/{number}/tamper", json={"total": 5})
        notification = await press_pay(sandbox, debt.phone, params)
        statuses, outcome = await asyncio.gather(storm(sandbox, notification), settle.by_query(number))
        assert (statuses, outcome) == ([200] * 6, settle.Outcome.REFUNDED)
        await gone_back_once(5)
        assert (await debt.row()).status is PaymentStatus.MISPAID
        assert await db.fetch_value(TOLD) == 0


async def gone_back_once(amount: int) -> None:
    (incident,) = await Incident.all()
    (refund,) = await Refund.all()
    assert (incident.amount, refund.amount, refund.source_ref) == (amount, amount, incident.source_ref)


async def test_an_unknown_order_told_many_times_at_once_goes_back_once(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient, settings: Settings
) -> None:
    await quiet(sandbox)
    person = (await sandbox.post("/_sandbox/people", json={"name": "阿宝", "phone": "13800000010"})).json()
    asked = {"person_id": person["id"], "total": 777, "notify_url": f"{settings.public_url}/callbacks/pay"}
    for _ in range(ROUNDS):
        await start_over()
        foreign = (await sandbox.post("/_sandbox/pay/orders", json=asked)).json()
        notification = await notification_of(sandbox, foreign["out_trade_no"])
        assert await storm(sandbox, notification) == [200] * 6
        await gone_back_once(777)


async def test_two_transactions_told_at_once_leave_one_and_give_the_other_back(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    """YunaiV/ruoyi-vue-pro#1152: both were paid, and the second callback rolled back for ever."""
    await quiet(sandbox)
    for _ in range(ROUNDS):
        await start_over()
        debt, first = await paid(sandbox)
        number = (await debt.row()).out_trade_no
        await sandbox.post(f"/_sandbox/pay/orders/{number}/pay_again")
        second = await notification_of(sandbox, number)
        one, other = await asyncio.gather(storm(sandbox, first, 3), storm(sandbox, second, 3))
        assert one + other == [200] * 6
        await gone_back_once(1_290)
        kept, (back,) = (await debt.row()).transaction_id, await Refund.all()
        assert kept != back.transaction_id
        assert await db.fetch_value(TOLD) == 1


async def test_two_phones_paying_one_subject_leave_one_payment(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    """YunaiV/ruoyi-vue-pro#1152, with the first phone paying while the second takes over."""
    await quiet(sandbox)
    other = (await sandbox.post("/_sandbox/people", json={"name": "阿宝", "phone": "13800000010"})).json()
    for _ in range(ROUNDS):
        await start_over()
        debt, params = await prepaid(sandbox)
        first = await debt.row()
        pressed = sandbox.post(f"/_sandbox/people/{debt.phone}/pay", json=params)
        await asyncio.gather(pressed, take_over(sandbox, first, other))
        for payment in await Payment.filter(subject_id=debt.subject_id):
            await ask(payment.out_trade_no)
        assert await Payment.filter(subject_id=debt.subject_id, status=PaymentStatus.PAID).count() == 1
        assert await db.fetch_value(TOLD) == 1
        assert await Incident.all().count() == await Refund.all().count() == await taken_twice(sandbox)


async def take_over(sandbox: httpx.AsyncClient, first: Payment, other: dict[str, Any]) -> None:
    """The second phone asks to pay and, if it gets parameters, pays."""
    again = await owe(first.subject_id, first.member_id, other["openid"], first.amount, "明前龙井", first.expires_at)
    try:
        params = await start(again)
    except Error:
        return
    await sandbox.post(f"/_sandbox/people/{other['id']}/pay", json=params)


async def ask(number: str) -> None:
    """A number that was never prepaid is unknown to the channel, and that is well."""
    with suppress(PermanentFailure):
        await settle.by_query(number)


async def taken_twice(sandbox: httpx.AsyncClient) -> int:
    """How many payments the channel took money for, beyond the first."""
    numbers = [payment.out_trade_no for payment in await Payment.all()]
    books = [await sandbox.get(f"/_sandbox/pay/orders/{number}") for number in numbers]
    paid_for = [book for book in books if book.status_code == 200 and book.json()["trade_state"] == "SUCCESS"]
    return len(paid_for) - 1


async def test_refunds_asked_for_at_once_never_pass_what_was_paid(database: None, sandbox: httpx.AsyncClient) -> None:
    """craftcms/commerce#1098: concurrent partial refunds could pass the sum that was paid."""
    for number in range(ROUNDS):
        await start_over()
        debt = await settled(sandbox)
        wishes = (request(debt.payment_id, 500, "部分退款", f"case:{number}:{each}") for each in range(6))
        made = await asyncio.gather(*wishes, return_exceptions=True)
        assert sum(isinstance(each, RefundTooMuch) for each in made) == 4
        assert sum(refund.amount for refund in await Refund.all()) == 1_000


async def test_one_reason_asked_for_and_sent_many_times_at_once_is_one_refund(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    for number in range(ROUNDS):
        await start_over()
        debt: Owed = await settled(sandbox)
        made = await asyncio.gather(*(request(debt.payment_id, 1_290, "整单退款", f"case:{number}") for _ in range(6)))
        assert len(set(made)) == 1
        assert sum(await asyncio.gather(*(send_refunds() for _ in range(6)))) == 1
        book = await book_of(sandbox, (await debt.row()).out_trade_no)
        assert [refund["amount"]["refund"] for refund in book["refunds"]] == [1_290]


async def test_a_subject_owed_many_times_at_once_has_one_open_payment(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    """Even for callers that forgot to lock their subject: the index lets one through."""
    debt = await owed(sandbox)
    for _ in range(ROUNDS):
        await start_over()
        row = Owed(debt.payment_id, debt.subject_id, debt.phone)
        wishes = (owe(row.subject_id, row.subject_id, f"o{each}", 1_290, "茶", clock.now()) for each in range(4))
        await asyncio.gather(*wishes, return_exceptions=True)
        assert await Payment.filter(subject_id=row.subject_id, status=PaymentStatus.WAITING).count() == 1
