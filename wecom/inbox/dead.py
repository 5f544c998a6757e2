"""Dead messages: what could not be processed. Seen by people and, once the cause is mended, processed again."""

from dataclasses import dataclass
from uuid import UUID

from app.events.wecom import CallbackStored
from app.kernel import db, outbox
from app.kernel.db import atomic
from wecom.inbox import sql
from wecom.inbox.errors import MessageNotFound
from wecom.inbox.models import InboxMessage
from wecom.inbox.states import InboxStatus

BEFORE_ALL = UUID(int=0)


@dataclass(frozen=True, slots=True)
class DeadPage:
    """Dead messages in order of arrival. `next_cursor` is None on the last page."""

    items: list[InboxMessage]
    next_cursor: UUID | None


@dataclass(frozen=True, slots=True)
class Revived:
    """How many wait to be processed again. `next_cursor` is None when fewer than `limit` were dead after the cursor."""

    count: int
    next_cursor: UUID | None


async def page(event: str | None, cursor: UUID | None, limit: int) -> DeadPage:
    found = InboxMessage.filter(status=InboxStatus.DEAD, id__gt=cursor or BEFORE_ALL)
    rows = await (found.filter(event=event) if event else found).order_by("id").limit(limit + 1)
    return DeadPage(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


@atomic
async def reprocess(message_id: UUID) -> None:
    """Process a dead message again. Raises MessageNotFound if it is not dead; of two at once, one."""
    dead = InboxMessage.filter(id=message_id, status=InboxStatus.DEAD)
    if not await dead.update(status=InboxStatus.WAITING, attempts=0):
        raise MessageNotFound
    await outbox.publish(CallbackStored(message_id))


@atomic
async def reprocess_many(event: str | None, cursor: UUID | None, limit: int) -> Revived:
    """Process the first `limit` dead messages after the cursor again. Who goes on with `next_cursor` meets each once,
    also those that die again meanwhile."""
    rows = await db.fetch(sql.REVIVE, cursor or BEFORE_ALL, event, limit)
    ids = sorted(row["id"] for row in rows)
    await outbox.publish(*(CallbackStored(each) for each in ids))
    return Revived(len(ids), ids[-1] if len(ids) == limit else None)
