"""Notifications get lost: ask the channel about payments and refunds that should have been told by now."""

from datetime import timedelta

import structlog

from app.integrations.wechat_pay_messages import ORDER_NOT_EXIST
from app.kernel import clock, db
from app.kernel.errors import SendFailed
from app.payments import finish_refund, settle, sql
from app.payments.gateway import channel

# After these the order's own expiry closes the payment, which asks the channel a last time.
NEXT_CHECKS = [timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=10), timedelta(minutes=30)]
REFUND_CHECK = timedelta(minutes=10)
AT_ONCE = 50

log = structlog.get_logger(__name__)


async def reconcile() -> int:
    """Settle what the channel says was paid or refunded. Returns how many were asked about; bounded per tick."""
    now = clock.now()
    payments = await db.fetch(sql.CLAIM_TO_CHECK, now, AT_ONCE, NEXT_CHECKS)
    refunds = await db.fetch(sql.CLAIM_REFUNDS_TO_CHECK, now, AT_ONCE, REFUND_CHECK)
    for row in payments:
        await _ask_payment(row["out_trade_no"])
    for row in refunds:
        await _ask_refund(row["out_refund_no"])
    return len(payments) + len(refunds)


async def _ask_payment(out_trade_no: str) -> None:
    try:
        outcome = await settle.by_query(out_trade_no)
    except SendFailed as failure:
        if failure.code != ORDER_NOT_EXIST:
            log.warning("payment_query_failed", out_trade_no=out_trade_no, error=repr(failure))
        return
    if outcome is settle.Outcome.APPLIED:
        log.info("payment_found_by_query", out_trade_no=out_trade_no)


async def _ask_refund(out_refund_no: str) -> None:
    try:
        await finish_refund.finish(await channel().query_refund(out_refund_no))
    except SendFailed as failure:
        log.warning("refund_query_failed", out_refund_no=out_refund_no, error=repr(failure))
