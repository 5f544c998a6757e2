"""Bring a hand-over forward: ask how the begun ones stand, then send what is planned."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import structlog

from app.events.handover import HandOverDue
from app.handover import sql
from app.handover.gateway import Answer, gateway
from app.handover.models import HandedCustomer, HandOverPair
from app.handover.pace import BY_ITSELF_AFTER, CLOCKS_DIFFER, GIVEN_UP_AFTER, LEASE, SETTLED_AFTER, UNSENT, next_look
from app.handover.send_groups import send_groups
from app.handover.settle import Successor, settle, successor
from app.handover.states import TransferState as State
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.errors import PermanentFailure, QuotaExceeded, SendFailed, UnknownOutcome

AT_ONCE = 50
# 企业微信 transfer_customer: external_userid.
MOST_CUSTOMERS = 100
NO_RESULT = "30 天内企业微信没有给出结果"

log = structlog.get_logger(__name__)


@atomic
async def look_at_due() -> None:
    """Tick: a job for each pair that is due; a worker that dies at it is replaced when its lease is over."""
    now = clock.now()
    due = await db.fetch(sql.TAKE_DUE, now, now + LEASE, AT_ONCE)
    await outbox.publish(*(HandOverDue(row["id"]) for row in due))


async def advance(due: HandOverDue) -> None:
    """Reaction: as far as WeCom lets us now; the rest is due again. Running it again, or twice at once, is safe."""
    to = await successor(due.pair_id)
    if to is None:
        return
    pause: datetime | None = None
    try:
        await _ask(to)
        await _send(to)
        await send_groups(to)
    except SendFailed as failure:
        retry_at = failure.retry_at if isinstance(failure, QuotaExceeded) else None
        pause = retry_at or clock.now() + (SETTLED_AFTER if isinstance(failure, UnknownOutcome) else UNSENT)
        log.warning("hand_over_held_up", pair=str(to.pair_id), reason=str(failure))
    await _be_due(to, pause)


async def _ask(to: Successor) -> None:
    """How those stand whose call may have happened, and those who wait."""
    now = clock.now()
    await db.execute(sql.GIVE_UP, to.pair_id, now - GIVEN_UP_AFTER, NO_RESULT, now)
    under_way = HandedCustomer.filter(pair_id=to.pair_id, state__in=(State.BEGUN, State.WAITING))
    rows = {one.external_userid: one for one in await under_way}
    if not rows:
        return
    answers = [one for one in await gateway().results(to.between, rows) if _is_ours(one, rows[one.id])]
    await settle(to, answers)
    known = {one.id for one in answers}
    lost = [one for one, row in rows.items() if row.state is State.BEGUN and one not in known]
    await db.execute(sql.PUT_BACK_CUSTOMERS, to.pair_id, lost, now - SETTLED_AFTER)


def _is_ours(answer: Answer, row: HandedCustomer) -> bool:
    """Whether it is of this hand-over, not of an earlier one between the same two.

    WeCom shows the latest only. Of a lost call an end without a time may be the earlier one's: then it is begun again.
    """
    if answer.state is State.DONE:
        begun = row.begun_at or clock.now()
        return answer.takeover_at is None or answer.takeover_at >= begun - CLOCKS_DIFFER
    return answer.state is State.WAITING or row.state is State.WAITING


async def _send(to: Successor) -> None:
    """All that is planned, in slices. A slice whose answer is lost stays begun until WeCom is asked about it."""
    while claimed := await _claim(to.pair_id):
        now = clock.now()
        try:
            answers = await gateway().begin(to.between, claimed, to.message)
        except PermanentFailure as failure:
            answers = [Answer(one, State.FAILED, failure.reason) for one in claimed]
        except UnknownOutcome:
            raise
        except SendFailed:
            await db.execute(sql.PUT_BACK_CUSTOMERS, to.pair_id, claimed, now)
            raise
        await settle(to, [_timed(one, now) for one in answers])


def _timed(answer: Answer, begun: datetime) -> Answer:
    return replace(answer, takeover_at=begun + BY_ITSELF_AFTER) if answer.state is State.WAITING else answer


async def _claim(pair_id: UUID) -> list[str]:
    rows = await db.fetch(sql.CLAIM_CUSTOMERS, pair_id, clock.now(), MOST_CUSTOMERS)
    return [row["id"] for row in rows]


async def _be_due(to: Successor, pause: datetime | None) -> None:
    now = clock.now()
    states = await db.fetch_one(sql.STATES, to.pair_id, now)
    assert states is not None
    due_at: datetime | None = None
    if states["unsent"]:
        due_at = pause or now + SETTLED_AFTER
    elif states["waiting"]:
        due_at = next_look(to.began, now, states["takeover_at"])
    await HandOverPair.filter(id=to.pair_id).update(due_at=due_at)
