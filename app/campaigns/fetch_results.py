"""Fetch what became of broadcasts. A step is done only on the platform's word."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from app.campaigns import sql
from app.campaigns.gateway import Outcome, gateway
from app.campaigns.states import TouchStatus
from app.events.campaigns import BroadcastConfirmed
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.errors import SendFailed

AT_ONCE = 50
SHORTEST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=7)

log = structlog.get_logger(__name__)


async def fetch_results() -> None:
    """Tick: ask about created broadcasts that are due; each waits a quarter of its age until the next time."""
    due = await db.fetch(sql.TAKE_TO_CHECK, clock.now(), AT_ONCE, SHORTEST_WAIT, LONGEST_WAIT)
    for broadcast in due:
        try:
            confirmed, results = await _results(broadcast["msgid"], broadcast["sender_userid"])
        except SendFailed as failure:
            log.warning("broadcast_results_failed", broadcast=str(broadcast["id"]), reason=str(failure))
            continue
        await _settle(broadcast["id"], confirmed, results, broadcast["created_at"])


async def _results(msgid: str, sender_userid: str) -> tuple[bool, list[tuple[str, Outcome, datetime | None]]]:
    """Whether the sender pressed send, and the final answers that are there."""
    if not await gateway().is_confirmed(msgid, sender_userid):
        return False, []
    results = await gateway().broadcast_results(msgid, sender_userid)
    return True, [result for result in results if result[1] is not Outcome.WAITING]


async def _tell_confirmed(broadcast_id: UUID, sent_at: Sequence[datetime]) -> None:
    """Once. Where no message went out, the moment we learned of it stands for the one of the press."""
    at = min(sent_at, default=clock.now())
    sender_userid = await db.fetch_value(sql.MARK_CONFIRMED, broadcast_id, at)
    if sender_userid is not None:
        await outbox.publish(BroadcastConfirmed(broadcast_id, sender_userid, at))


@atomic
async def _settle(
    broadcast_id: UUID,
    confirmed: bool,
    results: Sequence[tuple[str, Outcome, datetime | None]],
    created_at: datetime,
) -> None:
    """Each group's final answer, and those without one after seven days as not delivered."""
    now = clock.now()
    if confirmed:
        await _tell_confirmed(broadcast_id, [at for _, _, at in results if at])
    chat_ids, outcomes, moments = zip(*results, strict=True) if results else ((), (), ())
    await db.execute(
        sql.SETTLE_TOUCHES, broadcast_id, list(chat_ids), [outcome.value for outcome in outcomes], list(moments)
    )
    if created_at < now - GIVEN_UP_AFTER:
        await db.execute(sql.MOVE_TOUCHES, broadcast_id, TouchStatus.CREATED.value, TouchStatus.NOT_DELIVERED.value)
    await db.execute(sql.MARK_DONE, broadcast_id, now)
