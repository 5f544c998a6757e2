"""Send what is queued: at most once, and only on leave that is left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog

from app.events.notices import MemberNoticeQueued
from app.integrations.miniprogram_messages import NOT_SUBSCRIBED, SubscriptionMessage, may_pass
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.errors import SendFailed, UnknownOutcome
from app.members.queries import identities_of
from app.members.states import IdentityKind
from app.notices import compose, sql
from app.notices.gateway import messages
from app.notices.models import MemberNotice, NoticeTemplate
from app.notices.states import NoticeKind, NoticeStatus

# Longer than a token and a vendor call may last together (app/integrations/outbound.py, shared.py).
LEASE = timedelta(seconds=90)
PAUSES = [timedelta(seconds=seconds) for seconds in (2, 10, 60, 300, 900, 1800)]
AT_ONCE = 100
NO_TEMPLATE = "没有启用的模板"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message about to be sent; `attempt` fences off whoever comes back late."""

    notice_id: UUID
    attempt: int
    message: SubscriptionMessage


async def send_queued(event: MemberNoticeQueued) -> None:
    """Reaction: send it now. When that may pass, the notice is due again later."""
    await send(event.notice_id)


async def send_due() -> int:
    """Tick: send what is due, and give up on what was being sent when its sender died. Returns how many were due."""
    now = clock.now()
    if lost := await db.execute(sql.LOSE, now):
        log.error("notices_lost", count=lost)
    due = await db.fetch(sql.DUE, now, AT_ONCE)
    for row in due:
        await send(row["id"])
    return len(due)


async def send(notice_id: UUID) -> None:
    """Queued → sent, no_quota, failed, unknown, or queued again for later. Nothing for what is not queued."""
    draft = await _claim(notice_id)
    if draft is None:
        return
    try:
        msgid = await messages().send(draft.message)
    except SendFailed as failure:
        await _judge(draft, failure)
    else:
        await _end(draft, NoticeStatus.SENT, msgid=msgid)


@atomic
async def _claim(notice_id: UUID) -> Draft | None:
    """Mark it as being sent and take one leave for it, both or neither; or end it at once."""
    now = clock.now()
    claimed = await db.fetch_one(sql.CLAIM, notice_id, now + LEASE)
    if claimed is None:
        return None
    template = await NoticeTemplate.get_or_none(kind=claimed["kind"], active=True)
    if template is None:
        await _refuse(notice_id, NoticeStatus.FAILED, NO_TEMPLATE)
        return None
    openids = await identities_of(claimed["member_id"], IdentityKind.OPENID)
    openid = await db.fetch_value(sql.TAKE_QUOTA, openids, template.template_id, now)
    if openid is None:
        await _refuse(notice_id, NoticeStatus.NO_QUOTA, "")
        return None
    await MemberNotice.filter(id=notice_id).update(openid=openid, template_id=template.template_id)
    return Draft(notice_id, claimed["attempts"], _message(template, openid, claimed))


async def _refuse(notice_id: UUID, status: NoticeStatus, error: str) -> None:
    ended = {"status": status, "error": error, "due_at": None, "ended_at": clock.now()}
    await MemberNotice.filter(id=notice_id).update(**ended)


def _message(template: NoticeTemplate, openid: str, claimed: Any) -> SubscriptionMessage:
    kind, facts = NoticeKind(claimed["kind"]), orjson.loads(claimed["facts"])
    return SubscriptionMessage(
        openid, template.template_id, compose.page(template.page, facts), compose.data(kind, template.keys, facts)
    )


async def _judge(draft: Draft, failure: SendFailed) -> None:
    """What was refused used no leave, except where there was none; what may have been taken is never sent again."""
    if isinstance(failure, UnknownOutcome):
        log.error("notice_unknown", notice_id=str(draft.notice_id), error=repr(failure))
        await _end(draft, NoticeStatus.UNKNOWN, str(failure))
    elif failure.code == NOT_SUBSCRIBED:
        await _end(draft, NoticeStatus.NO_QUOTA, str(failure), leave=sql.NONE_LEFT)
    elif may_pass(failure) and draft.attempt <= len(PAUSES):
        again = clock.now() + PAUSES[draft.attempt - 1]
        await _end(draft, NoticeStatus.QUEUED, str(failure), leave=sql.GIVE_BACK, due_at=again)
    else:
        log.error("notice_failed", notice_id=str(draft.notice_id), error=repr(failure))
        await _end(draft, NoticeStatus.FAILED, str(failure), leave=sql.GIVE_BACK)


@atomic
async def _end(
    draft: Draft,
    status: NoticeStatus,
    error: str = "",
    *,
    leave: str = "",
    due_at: datetime | None = None,
    msgid: str | None = None,
) -> None:
    """End this attempt, unless it was given up in between; `leave` is the statement that mends the quota."""
    now = clock.now()
    ended_at = None if due_at else now
    ours = await db.execute(sql.END, draft.notice_id, draft.attempt, status.value, error[:200], due_at, msgid, ended_at)
    if ours and leave:
        await db.execute(leave, draft.message.openid, draft.message.template_id, now)
