"""From the channel's word to a paid payment. The word comes by notification or by query, any number of times.

Every word about money ends as applied, applied before, or given back by itself. What contradicts what we asked for is
confirmed by the channel's book first: a notification alone never moves money back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
import structlog

from app.events.payments import PaymentSucceeded
from app.integrations.wechat_pay_messages import (
    ORDER_NOT_EXIST,
    RESOURCE_NOT_EXISTS,
    Notification,
    Transaction,
)
from app.kernel import clock, db, outbox
from app.kernel.batch import MicroBatch
from app.kernel.db import atomic
from app.kernel.errors import SendFailed
from app.payments import finish_refund, incident, sql
from app.payments.errors import ChannelBusy, NotificationMismatch
from app.payments.gateway import channel
from app.payments.judge import judge, note
from app.payments.outcome import Outcome
from app.payments.states import SubjectKind
from app.payments.subjects import orders

__all__ = ["Outcome", "by_notification", "by_query", "close", "settle"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Word:
    """A paid transaction, and the notification that told it, if one did."""

    transaction: Transaction
    notification: Notification | None


async def by_notification(headers: Mapping[str, str], body: bytes) -> Outcome:
    """Take a notification as it came. Returns when its effect is committed.

    Raises NotFromWeChatPay, NotificationUnreadable and NotificationMismatch with nothing changed, and ChannelBusy when
    the channel must be asked and does not answer: it sends the notification again. Other event types are ignored.
    """
    notification = await channel().open_notification(headers, body)
    told = notification.refund or notification.transaction
    if told is None:
        log.warning("pay_notification_ignored", event_type=notification.event_type)
        return Outcome.NOT_PAID
    if not channel().is_ours(told):
        log.error("pay_notification_refused", reason="appid or mchid", notification_id=notification.id)
        raise NotificationMismatch(field="appid or mchid")
    if notification.refund is not None:
        news = await finish_refund.finish(notification.refund, notification)
        return Outcome.APPLIED if news else Outcome.ALREADY_APPLIED
    return await settle(told, notification) if isinstance(told, Transaction) else Outcome.NOT_PAID


async def by_query(out_trade_no: str) -> Outcome:
    """Ask the channel and settle by its answer. Raises SendFailed when it does not answer."""
    answer = await channel().query(out_trade_no)
    if not channel().is_ours(answer):
        log.error("pay_answer_refused", reason="appid or mchid", out_trade_no=out_trade_no)
        return Outcome.NOT_PAID
    return await settle(answer)


async def settle(transaction: Transaction, notification: Notification | None = None) -> Outcome:
    """Settle by the channel's answer to a query, or by a notification that names us. See `by_notification`."""
    if not transaction.is_paid or transaction.transaction_id is None:
        return Outcome.NOT_PAID
    if await _words.submit(Word(transaction, notification)):
        return Outcome.APPLIED
    if notification is None:
        return await judge(transaction)
    known = await _known(transaction)
    if known is not None:
        await note(notification, transaction.out_trade_no, known)
        return known
    return await judge(await _confirm(transaction), notification)


async def close() -> None:
    """Settle what waits, at the end of the process."""
    await _words.close()


async def _known(transaction: Transaction) -> Outcome | None:
    number, transaction_id = transaction.out_trade_no, transaction.transaction_id or ""
    reference = incident.source_ref(transaction_id)
    known = await db.fetch_value(sql.KNOWN, number, transaction_id, transaction.total, reference)
    return Outcome(known) if known else None


async def _confirm(told: Transaction) -> Transaction:
    """What the channel's book says of the transaction. Raises NotificationMismatch if it does not know it as told."""
    try:
        truth = await channel().query_transaction(told.transaction_id or "")
    except SendFailed as failure:
        if failure.code in (ORDER_NOT_EXIST, RESOURCE_NOT_EXISTS):
            raise NotificationMismatch(field="transaction_id") from failure
        raise ChannelBusy from failure
    if not channel().is_ours(truth) or not truth.is_paid or truth.out_trade_no != told.out_trade_no:
        log.error("pay_notification_refused", reason="not in the book", out_trade_no=told.out_trade_no)
        raise NotificationMismatch(field="out_trade_no")
    return truth


@atomic
async def _settle(words: list[Word]) -> Sequence[bool]:
    """Which of the words paid a waiting payment. The first of several words about one payment is the one that did.

    An order is paid in the same transaction; what cannot be applied here (a cancelled order, a top-up) is told.
    """
    now = clock.now()
    transactions = [word.transaction for word in words]
    notes = [word.notification for word in words]
    await orders().hold(await _orders_of([one.out_trade_no for one in transactions]))
    paid = await db.fetch(
        sql.SETTLE,
        [one.out_trade_no for one in transactions],
        [one.total for one in transactions],
        [one.transaction_id for one in transactions],
        [one.paid_at or now for one in transactions],
        now,
        [one.event_type if one else None for one in notes],
        [orjson.dumps(one.content).decode() if one else None for one in notes],
        [one.id if one else None for one in notes],
    )
    events = [
        PaymentSucceeded(row["id"], row["subject_id"], row["amount"], row["paid_at"], row["subject_kind"])
        for row in paid
    ]
    done = await orders().paid([event for event in events if event.subject_kind == SubjectKind.ORDER])
    await outbox.publish(*(event for event in events if event.payment_id not in done))
    moved = {row["out_trade_no"] for row in paid}
    return [_take(moved, one.out_trade_no) for one in transactions]


async def _orders_of(numbers: list[str]) -> list[UUID]:
    return [row["subject_id"] for row in await db.fetch(sql.ORDERS_OF, numbers)]


def _take(moved: set[str], number: str) -> bool:
    if number not in moved:
        return False
    moved.discard(number)
    return True


_words: MicroBatch[Word, bool] = MicroBatch("payments_settle", _settle, flushers=2)
