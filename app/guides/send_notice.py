"""Send a queued notice."""

from uuid import UUID

from app.events.guides import NoticeQueued
from app.guides.buttons import texts
from app.guides.gateway import CardSentBefore, NoticeCard, gateway
from app.guides.models import Notice
from app.guides.states import NoticeStatus as Status
from app.kernel import clock
from app.kernel.errors import PermanentFailure, QuotaExceeded, TemporaryFailure
from app.staff.queries import staff_by_id

LONGEST_FAILURE = 200
OPEN = (Status.WAITING, Status.SENDING)


async def send_notice(queued: NoticeQueued) -> None:
    """Reaction: waiting → sent, or failed when trying again cannot help. Raises what may pass by itself.

    After a lost answer it is sent again: WeCom delivers the same text once, and refuses a card it has delivered.
    """
    notice = await Notice.get_or_none(id=queued.notice_id)
    if notice is None or notice.status not in OPEN:
        return
    staff = await staff_by_id(notice.staff_id)
    try:
        if staff is None or not staff.active:
            raise PermanentFailure("员工已停用")
        if notice.buttons:
            await _send_card(notice, staff.userid)
        else:
            await gateway().send_text(staff.userid, notice.content)
    except PermanentFailure as failure:
        await _settle(notice.id, Status.FAILED, str(failure)[:LONGEST_FAILURE])
    else:
        await _settle(notice.id, Status.SENT)


async def _send_card(notice: Notice, userid: str) -> None:
    """A card found in `sending` may have arrived; that WeCom knows its task_id then says that it has."""
    tried_before = notice.status is Status.SENDING
    await Notice.filter(id=notice.id, status=Status.WAITING).update(status=Status.SENDING)
    buttons = texts(notice.buttons)
    try:
        await gateway().send_card(userid, NoticeCard(notice.id.hex, notice.title, notice.content, buttons))
    except CardSentBefore:
        if not tried_before:
            raise
    except (TemporaryFailure, QuotaExceeded):
        if not tried_before:
            await Notice.filter(id=notice.id, status=Status.SENDING).update(status=Status.WAITING)
        raise


async def _settle(notice_id: UUID, status: Status, failure: str | None = None) -> None:
    sent_at = clock.now() if status is Status.SENT else None
    await Notice.filter(id=notice_id, status__in=OPEN).update(status=status, sent_at=sent_at, failure=failure)
