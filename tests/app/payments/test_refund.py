from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
import pytest

from app.events.payments import RefundSucceeded
from app.integrations.wechat_pay_messages import RefundState
from app.kernel import clock
from app.kernel.ids import new_id
from app.payments.errors import (
    PaymentNotFound,
    PaymentOver,
    RefundNotFailed,
    RefundNotFound,
    RefundPeriodOver,
    RefundTooMuch,
    TooManyRefunds,
)
from app.payments.finish_refund import finish
from app.payments.models import PayNotification, Refund
from app.payments.reconcile import reconcile
from app.payments.refund import BACK_OFF, request, request_of_subject
from app.payments.retry_refund import retry_refund
from app.payments.send_refunds import send_refund as send
from app.payments.send_refunds import send_refunds
from app.payments.states import RefundStatus
from tests.app.orders.factory import Drain
from tests.app.payments.factory import book_of, clock_forward, heard_events, owed, quiet, settled
from tests.waiting import eventually

REFUNDS = "/v3/refund/domestic/refunds"


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
    """YunaiV/ruoyi-vue-pro refuses the second call for a failed refund as existing; here the number is one for ever."""
    debt = await settled(sandbox)
    refund_id = await request(debt.payment_id, 1_290, "整单退款", "case:1")
    await sandbox.post("/_sandbox/faults", json={"path": REFUNDS, "kind": "http", "status": 502})
    await drain()
    assert (await Refund.get(id=refund_id)).status is RefundStatus.REQUESTED
    assert await send_refunds() == 0
    await clock_forward(sandbox, 66)
    assert await send_refunds() == 1
    refund = await Refund.get(id=refund_id)
    assert (refund.status, refund.attempts) == (RefundStatus.PROCESSING, 2)
    calls = (await sandbox.get("/_sandbox/calls", params={"path": REFUNDS})).json()
    assert {call["body"]["out_refund_no"] for call in calls} == {refund.out_refund_no}
    assert len(calls) == 2


async def test_too_low_a_balance_is_tried_again_with_growing_pauses_and_fails_visibly_in_the_end(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    debt = await settled(sandbox)
    refund_id = await request(debt.payment_id, 1_290, "整单退款", "case:1")
    await sandbox.post("/_sandbox/pay/settings", json={"balance": 0})
    for attempt, pause in enumerate(BACK_OFF, 1):
        assert await send_refunds() == 1
        refund = await Refund.get(id=refund_id)
        assert (refund.attempts, "NOTENOUGH" in (refund.last_error or "")) == (attempt, True)
        await clock_forward(sandbox, int(pause.total_seconds()) + 1)
    assert refund.status is RefundStatus.FAILED
    assert await send_refunds() == 0
    await sandbox.post("/_sandbox/pay/settings", json={"balance": None})
    await retry_refund(refund_id)
    assert await send_refunds() == 1
    again = await Refund.get(id=refund_id)
    assert (again.status, again.out_refund_no) == (RefundStatus.PROCESSING, refund.out_refund_no)


async def test_a_final_refusal_fails_at_once_and_is_retried_only_by_a_person(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    debt = await settled(sandbox)
    refund_id = await request(debt.payment_id, 1_290, "整单退款", "case:1")
    await sandbox.post("/_sandbox/faults", json={"path": REFUNDS, "kind": "errcode", "errcode": "RULE_LIMIT"})
    await send(refund_id)
    refund = await Refund.get(id=refund_id)
    assert (refund.status, refund.last_error) == (RefundStatus.FAILED, "沙箱注入的错误 (code RULELIMIT)")
    await clock_forward(sandbox, 100_000)
    assert await send_refunds() == 0
    await retry_refund(refund_id)
    with pytest.raises(RefundNotFailed):
        await retry_refund(refund_id)
    with pytest.raises(RefundNotFound):
        await retry_refund(new_id())


async def test_a_refusal_of_what_the_channel_has_accepted_is_not_a_failure(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    """The first answer was lost; the second says the number is taken with other words."""
    debt = await settled(sandbox)
    refund_id = await request(debt.payment_id, 1_290, "整单退款", "case:1")
    await send(refund_id)
    await Refund.filter(id=refund_id).update(status=RefundStatus.REQUESTED, not_before=clock.now(), reason="换个说法")
    await send(refund_id)
    assert (await Refund.get(id=refund_id)).status is RefundStatus.PROCESSING


async def test_refunds_of_one_payment_are_sent_a_minute_apart(database: None, sandbox: httpx.AsyncClient) -> None:
    debt = await settled(sandbox)
    for number in range(3):
        await request(debt.payment_id, 100, "部分退款", f"case:{number}")
    sent = []
    for _ in range(4):
        sent.append(await send_refunds())
        await clock_forward(sandbox, 66)
    assert sent == [1, 1, 1, 0]
    assert await Refund.filter(status=RefundStatus.PROCESSING).count() == 3
    assert await Refund.filter(attempts=1).count() == 3


async def test_refunds_that_all_became_due_while_nobody_worked_still_keep_their_distance(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    debt, other = await settled(sandbox), await settled(sandbox)
    for number in range(3):
        await request(debt.payment_id, 100, "部分退款", f"case:{number}")
    await request(other.payment_id, 100, "部分退款", "other")
    await clock_forward(sandbox, 1_000)
    sent = []
    for _ in range(3):
        sent.append(await send_refunds())
        await clock_forward(sandbox, 66)
    assert sent == [2, 1, 1]
    assert await Refund.filter(attempts=1, status=RefundStatus.PROCESSING).count() == 4


async def test_a_limit_of_the_channel_is_waited_for(database: None, sandbox: httpx.AsyncClient) -> None:
    debt = await settled(sandbox)
    refund_id = await request(debt.payment_id, 100, "部分退款", "case:1")
    await sandbox.post("/_sandbox/faults", json={"path": REFUNDS, "kind": "http", "status": 429})
    await send(refund_id)
    assert (await Refund.get(id=refund_id)).status is RefundStatus.REQUESTED
    await clock_forward(sandbox, 66)
    await send_refunds()
    assert (await Refund.get(id=refund_id)).status is RefundStatus.PROCESSING


async def test_the_fifty_first_refund_and_one_after_a_year_are_refused(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    debt = await settled(sandbox)
    for number in range(50):
        await request(debt.payment_id, 1, "部分退款", f"case:{number}")
    with pytest.raises(TooManyRefunds):
        await request(debt.payment_id, 1, "部分退款", "case:50")
    old = await settled(sandbox)
    await clock_forward(sandbox, 366 * 86_400)
    with pytest.raises(RefundPeriodOver):
        await request(old.payment_id, 1, "部分退款", "old")


async def test_a_failed_refund_still_counts_so_two_steps_never_give_back_too_much(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    """craftcms/commerce#1098: a refund in two steps could give back more than was paid."""
    await quiet(sandbox, refund_result="ABNORMAL", refund_seconds=0)
    debt = await settled(sandbox)
    first = await request_of_subject(debt.subject_id, 1_000, "部分退款", "case:1")
    await send(first)
    await eventually(_ended(first, RefundStatus.FAILED), "the refund failed")
    with pytest.raises(RefundTooMuch):
        await request_of_subject(debt.subject_id, 291, "部分退款", "case:2")
    for nothing in (0, -1):
        with pytest.raises(RefundTooMuch):
            await request_of_subject(debt.subject_id, nothing, "部分退款", "case:3")
    with pytest.raises(PaymentNotFound):
        await request_of_subject(new_id(), 1, "部分退款", "case:4")


async def test_money_is_told_as_given_back_only_when_the_channel_says_so(
    database: None, sandbox: httpx.AsyncClient
) -> None:
    """Wei-Shaw/sub2api PR#3509: an accepted refund was taken for one that is done."""
    debt = await settled(sandbox)
    await sandbox.post("/_sandbox/pay/settings", json={"refund_seconds": 600})
    refund_id = await request(debt.payment_id, 1_290, "整单退款", "case:1")
    await send(refund_id)
    heard: list[object] = []
    with heard_events(heard):
        await finish(RefundState(await _number(refund_id), "5030", "PROCESSING"))
        assert (await Refund.get(id=refund_id)).done_at is None
        await finish(RefundState(await _number(refund_id), "5030", "ABNORMAL"))
        assert heard == []
        await finish(RefundState(await _number(refund_id), "5030", "SUCCESS"))
        await finish(RefundState(await _number(refund_id), "5030", "SUCCESS"))
        await finish(RefundState(await _number(refund_id), "5030", "CLOSED"))
    assert heard == [RefundSucceeded(refund_id, debt.payment_id, "case:1", 1_290)]
    assert (await Refund.get(id=refund_id)).status is RefundStatus.DONE


async def test_an_abnormal_refund_that_a_person_saw_to_is_done_in_the_end(
    http: httpx.AsyncClient, sandbox: httpx.AsyncClient
) -> None:
    await quiet(sandbox, refund_result="ABNORMAL", refund_seconds=0)
    debt = await settled(sandbox)
    refund_id = await request(debt.payment_id, 1_290, "整单退款", "case:1")
    await send(refund_id)
    await eventually(_ended(refund_id, RefundStatus.FAILED), "the refund failed")
    number = await _number(refund_id)
    await sandbox.post("/_sandbox/pay/settings", json={"notify": True})
    await sandbox.post(f"/_sandbox/pay/refunds/{number}/finish", json={"result": "SUCCESS"})

    async def done() -> bool:
        return (await Refund.get(id=refund_id)).status is RefundStatus.DONE

    await eventually(done, "the notification told the end")
    (kept,) = await PayNotification.all()
    assert (kept.event_type, kept.outcome, kept.out_trade_no) == (
        "REFUND.SUCCESS",
        "applied",
        (await debt.row()).out_trade_no,
    )


async def test_a_closed_refund_is_retried_under_its_own_number(database: None, sandbox: httpx.AsyncClient) -> None:
    await quiet(sandbox, refund_result="CLOSED", refund_seconds=0)
    debt = await settled(sandbox)
    refund_id = await request(debt.payment_id, 1_290, "整单退款", "case:1")
    await send(refund_id)
    await eventually(_ended(refund_id, RefundStatus.FAILED), "the refund was closed")
    await sandbox.post("/_sandbox/pay/settings", json={"refund_result": "SUCCESS"})
    await retry_refund(refund_id)
    await clock_forward(sandbox, 66)
    await send_refunds()
    await eventually(_ended(refund_id, RefundStatus.DONE), "the refund is done")
    book = await book_of(sandbox, (await debt.row()).out_trade_no)
    assert [refund["amount"]["refund"] for refund in book["refunds"]] == [1_290]


async def _number(refund_id: UUID) -> str:
    return (await Refund.get(id=refund_id)).out_refund_no


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
