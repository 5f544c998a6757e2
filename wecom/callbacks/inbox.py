"""The inbox: callbacks are kept before they are acknowledged, each once, and processed afterwards."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from app.events.wecom import CallbackStored
from app.kernel import clock, db, outbox
from app.kernel.batch import MicroBatch
from app.kernel.db import atomic
from app.kernel.ids import new_id
from wecom.callbacks import sql
from wecom.callbacks.errors import MessageNotFound
from wecom.callbacks.event import parse
from wecom.callbacks.models import InboxMessage
from wecom.callbacks.states import InboxStatus

LONGEST_FAILURE = 300


@atomic
async def _store(plains: list[str]) -> Sequence[None]:
    events = [parse(plain) for plain in plains]
    rows = await db.fetch(
        sql.STORE,
        [new_id() for _ in plains],
        [dedupe_key(plain) for plain in plains],
        [event.name for event in events],
        [event.change_type for event in events],
        plains,
        clock.now(),
    )
    await outbox.publish(*(CallbackStored(row["id"]) for row in rows))
    return [None] * len(plains)


arrivals: MicroBatch[str, None] = MicroBatch("wecom_inbox", _store)


def dedupe_key(plain: str) -> str:
    """The platform's own advice names sender, time, event and ids; the whole text has them all, and is sent unchanged
    with every repetition, sealed anew each time."""
    return hashlib.sha256(plain.encode()).hexdigest()


async def keep(plain: str) -> None:
    """Return once the callback is committed with its job, or was known. Raises CallbackMalformed, TooMany."""
    parse(plain)
    await arrivals.submit(plain)


async def waiting(message_id: UUID) -> InboxMessage | None:
    return await InboxMessage.get_or_none(id=message_id, status=InboxStatus.WAITING)


async def settle(message_id: UUID, status: InboxStatus) -> None:
    """Waiting → done or ignored."""
    still_waiting = InboxMessage.filter(id=message_id, status=InboxStatus.WAITING)
    await still_waiting.update(status=status, failure=None, processed_at=clock.now())


async def record_failure(message_id: UUID, reason: str, *, final: bool, most_attempts: int) -> bool:
    """Count a failed attempt. Returns whether the message is dead now."""
    values = (message_id, reason[:LONGEST_FAILURE], final, most_attempts, clock.now())
    return bool(await db.fetch_value(sql.RECORD_FAILURE, *values) == InboxStatus.DEAD)


@atomic
async def reprocess(message_id: UUID) -> None:
    """Process a dead message again, once its cause is mended. Raises MessageNotFound if it is not dead."""
    dead = InboxMessage.filter(id=message_id, status=InboxStatus.DEAD)
    if not await dead.update(status=InboxStatus.WAITING, attempts=0):
        raise MessageNotFound
    await outbox.publish(CallbackStored(message_id))


async def dead_messages(after: UUID | None, limit: int) -> list[InboxMessage]:
    """At most `limit` dead messages in order of arrival, after the given one."""
    found = InboxMessage.filter(status=InboxStatus.DEAD)
    return await (found.filter(id__gt=after) if after else found).order_by("id").limit(limit)
