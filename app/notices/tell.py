"""Tell a member something by subscription message."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from app.events.notices import MemberNoticeQueued
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.notices import sql
from app.notices.models import NoticeTemplate
from app.notices.states import NoticeKind

# The job that sends it starts at once; the tick takes over what no job did.
PATIENCE = timedelta(seconds=60)


@atomic
async def tell(member_id: UUID, kind: NoticeKind, source_ref: str, facts: dict[str, Any]) -> None:
    """Queue one message, once per `source_ref`; nothing for a kind without an active template.

    `facts` as named in facts.py: texts, fen, ISO times. One that is missing is shown as nothing.
    """
    if not await NoticeTemplate.exists(kind=kind, active=True):
        return
    now = clock.now()
    values = (new_id(), source_ref, member_id, kind.value, orjson.dumps(facts).decode(), now, now + PATIENCE)
    if queued := await db.fetch_one(sql.QUEUE, *values):
        await outbox.publish(MemberNoticeQueued(queued["id"]))
