"""The end of a refund, as the channel tells it by answer, notification or query."""

from datetime import timedelta

import orjson
import structlog

from app.events.payments import RefundSucceeded
from app.integrations.wechat_pay_messages import Notification, RefundState
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.payments import sql
from app.payments.refund import GAP
from app.payments.states import RefundStatus

NEXT_CHECK = timedelta(minutes=2)
STATUS = {"PROCESSING": RefundStatus.PROCESSING, "SUCCESS": RefundStatus.DONE}

log = structlog.get_logger(__name__)


@atomic
async def finish(state: RefundState, notification: Notification | None = None) -> bool:
    """Record how the refund stands; whether that was news. Only SUCCESS is money given back, and tells so once.

    ABNORMAL and CLOSED fail, for a person to see to; the channel may still carry them out, which counts then.
    """
    now = clock.now()
    status = STATUS.get(state.status, RefundStatus.FAILED)
    error = f"channel says {state.status}" if status is RefundStatus.FAILED else None
    processing = status is RefundStatus.PROCESSING
    done_at, check_at = (None, now + NEXT_CHECK) if processing else (now, None)
    moved = await db.fetch_one(
        sql.FINISH_REFUND, state.out_refund_no, status, state.refund_id, error, done_at, check_at, now + GAP
    )
    news = moved is not None and moved["was"] != status
    if error and news:
        log.error("refund_failed", out_refund_no=state.out_refund_no, reason=error)
    if moved is not None and status is RefundStatus.DONE:
        await outbox.publish(RefundSucceeded(moved["id"], moved["payment_id"], moved["source_ref"], moved["amount"]))
    if notification is not None:
        outcome = "applied" if news else "already_applied"
        content = orjson.dumps(notification.content).decode()
        number = str(notification.content.get("out_trade_no", ""))
        await db.execute(sql.NOTE, notification.id, number, notification.event_type, outcome, content, now)
    return news
