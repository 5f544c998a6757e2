"""The clock process: APScheduler ticks that only enqueue. Two clocks at once do no harm."""

import asyncio
from collections.abc import Sequence

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from app.kernel import outbox
from jobs.schedule import Tick

log = structlog.get_logger(__name__)


async def tick(name: str) -> None:
    """Enqueue one task, unless it waits already. A failure is logged: the next tick comes anyway."""
    try:
        await outbox.enqueue_once(name, dedupe_key=name)
    except Exception as error:
        log.error("tick_failed", tick=name, error=repr(error))


async def run(ticks: Sequence[Tick], stop: asyncio.Event) -> None:
    """Tick until `stop`. A late tick is dropped, never made up for."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for each in ticks:
        scheduler.add_job(tick, IntervalTrigger(seconds=each.seconds), [each.name], coalesce=True, max_instances=1)
    scheduler.start()
    log.info("clock_started", ticks=[each.name for each in ticks])
    await stop.wait()
    scheduler.shutdown(wait=False)
