"""Ticks: runs that were put off or stand still go on, and every night one begins."""

from datetime import datetime, time, timedelta
from uuid import UUID

from app.events.sync import SyncContinued
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.port import Port
from app.sync import sql
from app.sync.models import SyncRun
from app.sync.run_slice import MOST_ATTEMPTS, fail
from app.sync.start import STANDSTILL, start
from app.sync.states import RunKind

# A night that was slept through is left out: in the daytime the calls belong to people.
LATEST_AFTER = timedelta(hours=3)
STOOD_STILL = "同步多次中断，请查看任务日志后重新开始"

nightly_at: Port[time] = Port("hour of the nightly sync")


@atomic
async def turn_due() -> None:
    """Tick: give every run that is due its next turn; end one that never comes further."""
    now = clock.now()
    for row in await db.fetch(sql.TAKE_DUE, now, now + STANDSTILL):
        if row["attempts"] > MOST_ATTEMPTS:
            await fail(row["id"], row["turn"], STOOD_STILL)
        else:
            await outbox.publish(SyncContinued(row["id"], row["turn"]))


async def start_nightly() -> UUID | None:
    """Tick: from the hour of the settings on, for three hours, once a night. The run that was started, if any."""
    now = clock.now()
    begins = _last(now)
    if now - begins > LATEST_AFTER or await SyncRun.filter(kind=RunKind.NIGHTLY, started_at__gte=begins).exists():
        return None
    run_id, new = await start(RunKind.NIGHTLY)
    return run_id if new else None


def _last(now: datetime) -> datetime:
    """The last time in Shanghai at which the nightly sync was to begin."""
    begins = datetime.combine(now.astimezone(clock.SHANGHAI), nightly_at(), clock.SHANGHAI)
    return begins if begins <= now else begins - timedelta(days=1)
