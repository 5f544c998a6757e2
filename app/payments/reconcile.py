"""Notifications get lost: ask the channel about payments and refunds that should have been told by now."""

from datetime import timedelta
from uuid import UUID

import structlog

from app.integrations.wechat_pay_messages import ORDER_NOT_EXIST
from app.kernel import clock, db
from app.kernel.errors import SendFailed
from app.payments import finish_refund, settle, sql
from app.payments.close import close
from app.payments.gateway import channel

# Counted from the first question. The last goes on until the payment has ended.
NEXT_CHECKS = [timedelta(seconds=seconds) for seconds in (30, 60, 180, 600, 1_800)]
# Whoever owes a payment abandons it at its end; one that nobody abandoned is closed here, a little later.
GRACE = timedelta(minutes=5)
REFUND_CHECKS = timedelta(minutes=5), timedelta(hours=6)
AT_ONCE = 50

log = structlog.get_logger(__name__)


async def reconcile() -> int:
    """Settle what the channel says was paid or refunded. Returns how many were asked about; bounded per tick."""
    now = clock.now()
    payments = await db.fetch(sql.CLAIM_TO_CHECK, now, AT_ONCE, NEXT_CHECKS, GRACE)
    refunds = await db.fetch(sql.CLAIM_REFUNDS_TO_CHECK, now, AT_ONCE, *REFUND_CHECKS)
    for row in payments:
        await _look_after(row["id"], row["out_trade_no"], row["over"])
    for row in refunds:
        await _ask_refund(row["out_refund_no"])
    return len(payments) + len(refunds)


async def _look_after(payment_id: UUID, out_trade_no: str, over: bool) -> None:
    try:
        if over:
            await close(payment_id)
        elif await settle.by_query(out_trade_no) is settle.Outcome.APPLIED:
            log.info("payment_found_by_query", out_trade_no=out_trade_no)
    except SendFailed as failure:
        if failure.code != ORDER_NOT_EXIST:
            log.warning("payment_query_failed", out_trade_no=out_trade_no, error=repr(failure))


async def _ask_refund(out_refund_no: str) -> None:
    try:
        await finish_refund.finish(await channel().query_refund(out_refund_no))
    except SendFailed as failure:
        log.warning("refund_query_failed", out_refund_no=out_refund_no, error=repr(failure))
