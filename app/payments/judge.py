"""What becomes of money that does not simply pay a waiting payment: applied, applied before, or given back."""

from typing import Any

import orjson
import structlog

from app.events.payments import PaymentAbandoned, PaymentSucceeded
from app.integrations.wechat_pay_messages import Notification, Transaction
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.payments import incident, sql
from app.payments.outcome import Outcome
from app.payments.states import IncidentKind, PaymentStatus, SubjectKind

log = structlog.get_logger(__name__)


@atomic
async def judge(truth: Transaction, notification: Notification | None = None) -> Outcome:
    """Decide about money that the channel's book, not a notification alone, says it has taken from us or for us.

    Always ends as APPLIED, ALREADY_APPLIED or REFUNDED; the notification is kept with that.
    """
    family = await db.fetch(sql.LOCK_FAMILY, truth.out_trade_no)
    mine = next((row for row in family if row["out_trade_no"] == truth.out_trade_no), None)
    others = [row for row in family if row is not mine]
    outcome = await _decide(truth, mine, others)
    if notification is not None:
        await note(notification, truth.out_trade_no, outcome)
    return outcome


async def note(notification: Notification, out_trade_no: str, outcome: Outcome) -> None:
    """Keep a notification with what became of it, once."""
    content = orjson.dumps(notification.content).decode()
    values = (notification.id, out_trade_no, notification.event_type, outcome.value, content, clock.now())
    await db.execute(sql.NOTE, *values)


async def _decide(truth: Transaction, mine: Any, others: list[Any]) -> Outcome:
    if mine is None:
        return await _give_back(IncidentKind.UNKNOWN_ORDER, truth, None, "系统没有这个商户订单号")
    if mine["transaction_id"] == truth.transaction_id:
        paid = mine["status"] == PaymentStatus.PAID
        return Outcome.ALREADY_APPLIED if paid else Outcome.REFUNDED
    if mine["transaction_id"] is not None:
        return await _give_back(IncidentKind.DOUBLE, truth, mine, f"此前已由 {mine['transaction_id']} 支付")
    if truth.total != mine["amount"]:
        return await _mispaid(IncidentKind.WRONG_AMOUNT, truth, mine, _sums(mine["amount"], truth.total))
    if any(row["status"] == PaymentStatus.PAID for row in others):
        return await _mispaid(IncidentKind.DOUBLE, truth, mine, "同一笔业务已由另一笔支付付清")
    waiting = [row for row in others if row["status"] == PaymentStatus.WAITING]
    if any(row["amount"] != mine["amount"] for row in waiting):
        return await _mispaid(IncidentKind.LATE, truth, mine, "应付金额已变更")
    return await _pay(truth, mine, waiting)


async def _pay(truth: Transaction, mine: Any, waiting: list[Any]) -> Outcome:
    """The subject is paid by this one; one that took its place is closed, and given back should it be paid too."""
    replaced = [row["id"] for row in waiting]
    await db.execute(sql.BEGIN_CLOSING, replaced, clock.now())
    paid_at = await _take(truth, mine, PaymentStatus.PAID)
    kind = SubjectKind(mine["subject_kind"]).value
    await outbox.publish(
        PaymentSucceeded(mine["id"], mine["subject_id"], mine["amount"], paid_at, kind),
        *(PaymentAbandoned(payment_id) for payment_id in replaced),
    )
    return Outcome.APPLIED


async def _mispaid(kind: IncidentKind, truth: Transaction, mine: Any, why: str) -> Outcome:
    await _take(truth, mine, PaymentStatus.MISPAID)
    return await _give_back(kind, truth, mine, why)


async def _give_back(kind: IncidentKind, truth: Transaction, mine: Any, why: str) -> Outcome:
    assert truth.transaction_id is not None
    payment_id = mine["id"] if mine is not None else None
    await incident.unfit(kind, truth.out_trade_no, truth.transaction_id, truth.total, why, payment_id)
    return Outcome.REFUNDED


async def _take(truth: Transaction, mine: Any, status: PaymentStatus) -> Any:
    paid_at = truth.paid_at or clock.now()
    return await db.fetch_value(sql.TAKE_MONEY, mine["id"], status, truth.transaction_id, paid_at)


def _sums(owed: int, took: int) -> str:
    return f"应收 {owed} 分，实收 {took} 分"
