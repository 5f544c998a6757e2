"""From the channel's word to a paid payment. The word comes by notification or by query, any number of times."""

from collections.abc import Mapping
from enum import StrEnum

import orjson
import structlog

from app.events.payments import PaymentSucceeded
from app.integrations.wechat_pay_messages import Notification, Transaction
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.payments import finish_refund, sql
from app.payments.errors import NotificationMismatch, PaymentNotFound
from app.payments.gateway import channel

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    APPLIED = "applied"
    ALREADY_APPLIED = "already_applied"
    NOT_PAID = "not_paid"


async def by_notification(headers: Mapping[str, str], body: bytes) -> Outcome:
    """Take a notification as it came. Returns when its effect is committed.

    Raises NotFromWeChatPay and NotificationUnreadable before the database is touched, NotificationMismatch and
    PaymentNotFound with nothing changed. Other event types are accepted and ignored.
    """
    notification = channel().open_notification(headers, body)
    if notification.refund is not None:
        return Outcome.APPLIED if await finish_refund.finish(notification.refund) else Outcome.ALREADY_APPLIED
    if notification.transaction is None:
        log.warning("pay_notification_ignored", event_type=notification.event_type)
        return Outcome.NOT_PAID
    return await settle(notification.transaction, notification)


async def by_query(out_trade_no: str) -> Outcome:
    """Ask the channel and settle by its answer. Raises SendFailed when it does not answer."""
    return await settle(await channel().query(out_trade_no))


async def settle(transaction: Transaction, notification: Notification | None = None) -> Outcome:
    """Move the payment to paid exactly once and tell it. See `by_notification` for the errors."""
    if not channel().is_ours(transaction):
        log.error("pay_notification_refused", reason="appid or mchid", out_trade_no=transaction.out_trade_no)
        raise NotificationMismatch(field="appid or mchid")
    if not transaction.is_paid:
        return Outcome.NOT_PAID
    return await _settle(transaction, notification)


@atomic
async def _settle(transaction: Transaction, notification: Notification | None) -> Outcome:
    now = clock.now()
    found = await db.fetch_one(
        sql.SETTLE,
        transaction.out_trade_no,
        transaction.total,
        transaction.transaction_id,
        transaction.paid_at or now,
        now,
        notification.event_type if notification else None,
        orjson.dumps(notification.content).decode() if notification else None,
        notification.id if notification else None,
    )
    if found is None:
        log.error("pay_notification_refused", reason="unknown order", out_trade_no=transaction.out_trade_no)
        raise PaymentNotFound
    if not found["fits"]:
        log.error("pay_notification_refused", reason="amount", out_trade_no=transaction.out_trade_no)
        raise NotificationMismatch(field="amount or transaction_id")
    if not found["applied"]:
        return Outcome.ALREADY_APPLIED
    await outbox.publish(PaymentSucceeded(found["id"], found["subject_id"], found["amount"], found["paid_at"]))
    return Outcome.APPLIED
