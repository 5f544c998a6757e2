"""The guide's client says that WeCom took a message."""

from uuid import UUID

from app.content import sql
from app.content.errors import SendNotFound
from app.content.models import ContentSend
from app.events.content import ContentSent
from app.kernel import clock, db, outbox
from app.kernel.db import atomic


@atomic
async def confirm_sent(staff_id: UUID, send_id: UUID) -> None:
    """Count it as sent; saying so again changes nothing. Raises SendNotFound, also for somebody else's sending."""
    now = clock.now()
    row = await db.fetch_one(sql.CONFIRM, send_id, staff_id, now)
    if row is not None:
        await outbox.publish(ContentSent(send_id=send_id, staff_id=staff_id, at=now, **row))
    elif not await ContentSend.exists(id=send_id, staff_id=staff_id):
        raise SendNotFound
