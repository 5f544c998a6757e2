"""Have the courier platform watch parcels on their way, and ask it when it has been silent for long."""

from datetime import datetime, timedelta
from typing import Any

import structlog

from app.fulfilment import carriers, sql
from app.fulfilment.gateway import couriers
from app.fulfilment.models import TrackWatch
from app.fulfilment.states import ParcelStatus
from app.fulfilment.take_journey import take
from app.integrations.couriers import Waybill
from app.kernel import clock, db
from app.kernel.errors import PermanentFailure, SendFailed
from app.orders.queries import recipient

AT_ONCE = 20
# The platform wants half an hour between two questions about one number.
ASKED_AGAIN = timedelta(minutes=35)
SILENCE = timedelta(hours=12)
# Three weeks of silence: whatever happened, no platform will tell.
MOST_CHECKS = 45

log = structlog.get_logger(__name__)


async def watch_parcels() -> int:
    """Tick: subscribe to new numbers, and ask about those not heard of for half a day. Returns how many were due.

    Without a courier platform nothing is asked; the rows wait until one is configured.
    """
    if not couriers().configured:
        return 0
    due = await db.fetch(sql.CLAIM_WATCHES, clock.now(), AT_ONCE, ASKED_AGAIN)
    for row in due:
        await _look_after(row)
    return len(due)


async def _look_after(row: Any) -> None:
    if row["status"] != ParcelStatus.SHIPPED or row["checks"] > MOST_CHECKS:
        await _next(row, None)
        return
    waybill = Waybill(row["carrier"], row["tracking_no"], await _phone(row))
    try:
        if row["subscribed_at"] is None:
            await couriers().watch(waybill)
            await TrackWatch.filter(parcel_id=row["parcel_id"]).update(subscribed_at=clock.now())
        elif journey := await couriers().journey(waybill):
            await take(journey)
    except PermanentFailure as failure:
        # The number is no number there; a clerk who corrects it starts the watch anew.
        log.warning("parcel_not_watched", parcel_id=str(row["parcel_id"]), error=repr(failure))
        await _next(row, None)
    except SendFailed as failure:
        log.warning("courier_platform_failed", parcel_id=str(row["parcel_id"]), error=repr(failure))
    else:
        await _next(row, clock.now() + SILENCE)


async def _next(row: Any, at: datetime | None) -> None:
    """Only what this check was claimed for: a delivery or a corrected number in between has set its own moment."""
    unchanged = TrackWatch.filter(parcel_id=row["parcel_id"], checks=row["checks"], check_at__not_isnull=True)
    await unchanged.update(check_at=at)


async def _phone(row: Any) -> str:
    carrier = carriers.CARRIERS.get(row["carrier"])
    if carrier is None or not carrier.needs_phone:
        return ""
    to = await recipient(row["order_id"])
    return to.phone if to else ""
