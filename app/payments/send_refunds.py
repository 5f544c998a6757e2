"""Ask the channel for decided refunds, each under its own number for as long as it takes."""

from typing import Any
from uuid import UUID

import structlog

from app.integrations.wechat_pay_messages import RefundState
from app.kernel import clock, db
from app.kernel.errors import PermanentFailure, SendFailed
from app.payments import finish_refund, sql
from app.payments.gateway import channel
from app.payments.models import Refund
from app.payments.refund import BACK_OFF, GAP
from app.payments.states import RefundStatus

AT_ONCE = 50
LONGEST_ERROR = 200

log = structlog.get_logger(__name__)


async def send_refunds() -> int:
    """Send what is due, one refund of a transaction at a time. Returns how many; bounded per tick."""
    return await _claim_and_send(None)


async def send_refund(refund_id: UUID) -> None:
    """Send this one if it is due: what is decided just now need not wait for the tick."""
    await _claim_and_send(refund_id)


async def _claim_and_send(refund_id: UUID | None) -> int:
    due = await db.fetch(sql.CLAIM_REFUNDS_TO_SEND, clock.now(), AT_ONCE, BACK_OFF, GAP, refund_id)
    for row in due:
        await _send(row)
    return len(due)


async def _send(row: Any) -> None:
    number = row["out_refund_no"]
    try:
        state = await channel().refund(row["transaction_id"], number, row["amount"], row["total"], row["reason"])
    except SendFailed as failure:
        accepted = await _accepted_before(number) if isinstance(failure, PermanentFailure) else None
        if accepted is None:
            await _note(row["id"], row["attempts"], number, failure)
            return
        state = accepted
    await finish_refund.finish(state)


async def _accepted_before(number: str) -> RefundState | None:
    """A refusal may be about a number that the channel has accepted, and whose answer was lost."""
    try:
        return await channel().query_refund(number)
    except SendFailed:
        return None


async def _note(refund_id: UUID, attempts: int, number: str, failure: SendFailed) -> None:
    final = isinstance(failure, PermanentFailure) or attempts >= len(BACK_OFF)
    log.error("refund_refused", out_refund_no=number, error=repr(failure), attempts=attempts, final=final)
    waiting, error = Refund.filter(id=refund_id, status=RefundStatus.REQUESTED), str(failure)[:LONGEST_ERROR]
    if final:
        now = clock.now()
        await waiting.update(last_error=error, status=RefundStatus.FAILED, done_at=now, not_before=now + GAP)
    else:
        await waiting.update(last_error=error)
