"""The end of a refund, as the channel tells it by answer, notification or query."""

from datetime import timedelta

import structlog

from app.integrations.wechat_pay_messages import RefundState
from app.kernel import clock, db
from app.payments import sql
from app.payments.states import RefundStatus

NEXT_CHECK = timedelta(minutes=2)
STATUS = {"PROCESSING": RefundStatus.PROCESSING, "SUCCESS": RefundStatus.DONE}

log = structlog.get_logger(__name__)


async def finish(state: RefundState) -> bool:
    """Record how the refund stands; whether that was news. ABNORMAL and CLOSED fail, for a person to see to."""
    now = clock.now()
    status = STATUS.get(state.status, RefundStatus.FAILED)
    error = None
    if status is RefundStatus.FAILED:
        error = f"channel says {state.status}"
        log.error("refund_failed", out_refund_no=state.out_refund_no, reason=error)
    processing = status is RefundStatus.PROCESSING
    done_at, check_at = (None, now + NEXT_CHECK) if processing else (now, None)
    moved = await db.execute(sql.FINISH_REFUND, state.out_refund_no, status, state.refund_id, error, done_at, check_at)
    return moved == 1
