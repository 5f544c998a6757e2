"""How processing a kept message ends."""

from uuid import UUID

from app.kernel import clock, db
from wecom.inbox import sql
from wecom.inbox.models import InboxMessage
from wecom.inbox.states import InboxStatus

LONGEST_FAILURE = 300


async def waiting(message_id: UUID) -> InboxMessage | None:
    return await InboxMessage.get_or_none(id=message_id, status=InboxStatus.WAITING)


async def settle(message_id: UUID, status: InboxStatus) -> None:
    """Waiting → done or ignored."""
    still_waiting = InboxMessage.filter(id=message_id, status=InboxStatus.WAITING)
    await still_waiting.update(status=status, failure=None, processed_at=clock.now())


async def record_failure(message_id: UUID, reason: str, *, final: bool, most_attempts: int) -> bool:
    """Count a failed attempt. Returns whether the message is dead now. `reason` is shown: no personal data in it."""
    values = (message_id, reason[:LONGEST_FAILURE], final, most_attempts, clock.now())
    return bool(await db.fetch_value(sql.RECORD_FAILURE, *values) == InboxStatus.DEAD)
