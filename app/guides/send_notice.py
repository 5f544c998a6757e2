"""Send a queued notice."""

from app.events.guides import NoticeQueued
from app.guides.gateway import gateway
from app.guides.models import Notice
from app.guides.states import NoticeStatus as Status
from app.kernel import clock
from app.kernel.errors import PermanentFailure
from app.staff.queries import staff_by_id

LONGEST_FAILURE = 200


async def send_notice(queued: NoticeQueued) -> None:
    """Reaction: waiting → sent, or failed when trying again cannot help. Raises what may pass by itself.

    After a lost answer it is simply sent again: WeCom delivers the same text once.
    """
    notice = await Notice.get_or_none(id=queued.notice_id)
    if notice is None or notice.status is not Status.WAITING:
        return
    still_waiting = Notice.filter(id=notice.id, status=Status.WAITING)
    staff = await staff_by_id(notice.staff_id)
    try:
        if staff is None or not staff.active:
            raise PermanentFailure("员工已停用")
        await gateway().send_text(staff.userid, notice.content)
    except PermanentFailure as failure:
        await still_waiting.update(status=Status.FAILED, failure=str(failure)[:LONGEST_FAILURE])
    else:
        await still_waiting.update(status=Status.SENT, sent_at=clock.now())
