"""Tell WeChat what it is owed, as often as it takes (发货信息录入)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson
import structlog

from app.events.fulfilment import ShippingUploadOwed
from app.fulfilment import report, sql
from app.fulfilment.errors import UploadNotFound
from app.fulfilment.gateway import shipping_reports
from app.fulfilment.models import ShippingUpload
from app.fulfilment.states import UploadStatus
from app.integrations.miniprogram_shipping import BUSY, SAID_ALREADY, TOO_EARLY, ShippingReport
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.errors import PermanentFailure, SendFailed

# Longer than a vendor call may last (app/integrations/outbound.py).
LEASE = timedelta(seconds=30)
PAUSES = [timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 1800)]
LONGEST_PAUSE = timedelta(hours=1)
# Two days of trying: by then the trade rules want it told.
MOST_ATTEMPTS = 54
AT_ONCE = 50

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """A report about to be told. `lease` names this attempt: whatever is owed later overwrites it."""

    report: ShippingReport
    lease: datetime
    attempts: int


async def upload_owed(event: ShippingUploadOwed) -> None:
    """Reaction: tell it now. When that fails the row is due again later."""
    await upload(event.order_id)


async def upload_shipping() -> int:
    """Tick: tell what is due. Returns how many orders were told of; bounded per tick."""
    due = await db.fetch(sql.DUE_UPLOADS, clock.now(), AT_ONCE)
    for row in due:
        await upload(row["order_id"])
    return len(due)


async def upload(order_id: UUID) -> None:
    """Tell how an order stands, unless nothing is due or another worker is at it."""
    draft = await _draft(order_id)
    if draft is None:
        return
    try:
        await shipping_reports().report(draft.report)
    except SendFailed as failure:
        await _judge(order_id, draft, failure)
    else:
        await _end(order_id, draft, UploadStatus.DONE)


@atomic
async def retry(order_id: UUID) -> None:
    """A person has mended what was wrong: tell it again. Raises UploadNotFound."""
    owed = ShippingUpload.filter(order_id=order_id)
    if not await owed.update(status=UploadStatus.OWED, attempts=0, retry_at=clock.now()):
        raise UploadNotFound
    await outbox.publish(ShippingUploadOwed(order_id))


@atomic
async def _draft(order_id: UUID) -> Draft | None:
    now = clock.now()
    claimed = await db.fetch_one(sql.CLAIM_UPLOAD, order_id, now, now + LEASE)
    if claimed is None:
        return None
    made = await report.compose(order_id, orjson.loads(claimed["sent"]), now)
    if made is None:
        await ShippingUpload.filter(order_id=order_id).update(status=UploadStatus.DONE, retry_at=None)
        return None
    await ShippingUpload.filter(order_id=order_id).update(sent=report.remembered(made))
    return Draft(made, now + LEASE, claimed["attempts"])


async def _judge(order_id: UUID, draft: Draft, failure: SendFailed) -> None:
    """What the platform knows already is done; what may pass is tried again; the rest a person must see."""
    if failure.code in SAID_ALREADY:
        await _end(order_id, draft, UploadStatus.DONE)
        return
    may_pass = failure.code in TOO_EARLY | BUSY or not isinstance(failure, PermanentFailure)
    if may_pass and draft.attempts < MOST_ATTEMPTS:
        pause = PAUSES[draft.attempts - 1] if draft.attempts <= len(PAUSES) else LONGEST_PAUSE
        await _end(order_id, draft, UploadStatus.OWED, str(failure), clock.now() + pause)
        return
    log.error("shipping_upload_failed", order_id=str(order_id), error=repr(failure))
    await _end(order_id, draft, UploadStatus.FAILED, str(failure))


async def _end(
    order_id: UUID, draft: Draft, status: UploadStatus, error: str = "", retry_at: datetime | None = None
) -> None:
    told_at = draft.report.uploaded_at if status is UploadStatus.DONE else None
    await db.execute(sql.END_UPLOAD, order_id, draft.lease, status.value, error[:200], retry_at, told_at)
