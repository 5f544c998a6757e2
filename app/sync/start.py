"""Start a sync."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from app.events.sync import SyncContinued
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.sync import sql
from app.sync.models import SyncRun, SyncStep
from app.sync.states import Part, RunKind, RunStatus, StepStatus
from app.sync.steps import STEPS

# A run whose job was lost is taken up again after this; no slice takes so long.
STANDSTILL = timedelta(minutes=10)


@atomic
async def start(kind: RunKind, parts: Collection[Part] = (), by: UUID | None = None) -> tuple[UUID, bool]:
    """Start a run over these parts, all without any. The run's id and whether it is new: else it is the one running."""
    while True:
        now, run_id = clock.now(), new_id()
        if await db.fetch_value(sql.START, run_id, kind.value, by, now, now + STANDSTILL):
            break
        running = await SyncRun.get_or_none(status=RunStatus.RUNNING)
        if running:
            return running.id, False
    wanted = [part for part in STEPS if part in parts or not parts]
    await SyncStep.bulk_create(
        SyncStep(id=new_id(), run_id=run_id, position=position, part=part, status=StepStatus.WAITING)
        for position, part in enumerate(wanted)
    )
    await outbox.publish(SyncContinued(run_id, 0))
    return run_id, True
