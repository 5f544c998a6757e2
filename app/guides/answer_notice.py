"""A guide pressed a button on a notice's card."""

from datetime import datetime, timedelta
from uuid import UUID

import orjson

from app.guides import loss_sql, sql
from app.guides.buttons import reason_of, said
from app.guides.errors import NotYourNotice
from app.guides.models import Notice
from app.guides.states import Press
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.staff.queries import staff_by_userid


@atomic
async def answer_notice(notice_id: UUID, userid: str, key: str, at: datetime) -> str:
    """Keep the first press and do what it asks for; what the card shall say. A second press changes nothing.

    Raises NotYourNotice for a card of another, or a button it does not have.
    """
    staff = await staff_by_userid(userid)
    notice = await Notice.filter(id=notice_id).select_for_update().get_or_none()
    if staff is None or notice is None or notice.staff_id != staff.id or key not in notice.buttons:
        raise NotYourNotice
    if notice.answer is not None:
        return said(notice.answer)
    await Notice.filter(id=notice_id).update(answer=key, answered_at=at)
    if key == Press.MUTE_TODAY and notice.member_id:
        await db.execute(sql.MUTE, new_id(), staff.id, notice.member_id, end_of_day(at))
    if (reason := reason_of(key)) and notice.member_id:
        await db.execute(
            loss_sql.SAY_WHY, staff.id, notice.member_id, notice.created_at, orjson.dumps([reason]).decode()
        )
    return said(key)


def end_of_day(at: datetime) -> datetime:
    """The next midnight in Shanghai."""
    local = at.astimezone(clock.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return local + timedelta(days=1)
