"""Bring a channel code's way at WeCom in line with who is on duty."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from app.acquisition import sql
from app.acquisition.code_terms import read_guides
from app.acquisition.duty import next_change
from app.acquisition.gateway import ContactWayGone, WayTerms, gateway
from app.acquisition.left_out import leave_out, said_of
from app.acquisition.models import ChannelCode
from app.acquisition.states import ChannelCodeStatus as Status
from app.acquisition.wanted_way import wanted_way
from app.events.acquisition import ChannelCodeDue
from app.events.guides import FriendAdded
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.errors import Misconfigured, PermanentFailure, SendFailed
from app.kernel.ids import new_id

# Longer than the two calls with all their repetitions take.
CLAIM_LIFE = timedelta(minutes=1)
# Nobody tells when a guide leaves the company, so each code is looked at that often.
LONGEST_PAUSE = timedelta(minutes=10)
LONGEST_FAILURE = 200
GONE = "二维码已在企业微信被删除，可重新启用以生成新的二维码"
MOST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of a way that this job alone may make. `known`: what WeCom knew before it, null when unknown."""

    code_id: UUID
    claim: UUID
    config_id: str
    known: WayTerms | None
    wanted: WayTerms
    again_at: datetime


async def update_way(due: ChannelCodeDue) -> None:
    """Reaction: tell WeCom who is on duty, if it knows otherwise; again while that changes meanwhile.

    One job at a time changes a way. What became of a call whose answer was lost is read before anything is sent. What
    a person must mend is kept as the code's failure and tried again later. Raises what may pass by itself.
    """
    for _ in range(MOST_ROUNDS):
        change = await _claim(due.channel_code_id)
        if change is None or not await _carry_out(change):
            return


async def turn_for_friend(added: FriendAdded) -> None:
    """Reaction: the friend may have filled a guide's cap of the day, or it is the next guide's turn."""
    if added.channel_code_id:
        await update_way(ChannelCodeDue(added.channel_code_id))


def look_again_at(code: ChannelCode, now: datetime) -> datetime:
    """When who is on duty may change without a friend or an edit."""
    return min(next_change(read_guides(code.guides), now), now + LONGEST_PAUSE)


def told_terms(told: dict[str, Any] | None) -> WayTerms | None:
    """What WeCom has confirmed last, as it lies in the database."""
    return WayTerms(tuple(told["users"]), told["remark"], told["exclusive"]) if told else None


async def _claim(code_id: UUID) -> _Change | None:
    """What to change, claimed for this job; None when WeCom knows already, or another job is at it and looks again."""
    code = await ChannelCode.get_or_none(id=code_id, status=Status.LIVE)
    if code is None or await _is_told(code):
        return None
    return await _claim_locked(code_id)


@atomic
async def _claim_locked(code_id: UUID) -> _Change | None:
    """Decided on the locked row: what was seen before may have been told by another job meanwhile."""
    code = await ChannelCode.filter(id=code_id, status=Status.LIVE).select_for_update().get_or_none()
    now = clock.now()
    if code is None or code.config_id is None or (code.claimed_until and code.claimed_until > now):
        return None
    wanted, known = await wanted_way(code, now), told_terms(code.told)
    if wanted is None or wanted == known:
        return None
    claim = new_id()
    await db.execute(sql.CLAIM, code_id, claim, now + CLAIM_LIFE)
    return _Change(code_id, claim, code.config_id, known, wanted, look_again_at(code, now))


async def _is_told(code: ChannelCode) -> bool:
    return await wanted_way(code, clock.now()) in (None, told_terms(code.told))


async def _carry_out(change: _Change) -> bool:
    """Whether WeCom knows what was wanted now."""
    try:
        known = change.known or (await gateway().contact_way(change.config_id)).terms
        if known != change.wanted:
            await gateway().update_contact_way(change.config_id, change.wanted)
    except ContactWayGone:
        await db.execute(sql.LOSE, change.code_id, change.claim, GONE)
        return False
    except (PermanentFailure, Misconfigured) as failure:
        return await _refused(change, failure)
    except SendFailed:
        await _release(change, again_at=clock.now() + CLAIM_LIFE)
        raise
    said = await said_of(await ChannelCode.get(id=change.code_id))
    await _release(change, told=change.wanted, failure=said, again_at=change.again_at)
    return True


async def _refused(change: _Change, failure: SendFailed) -> bool:
    """Whether it may be tried at once: without those of whom WeCom wants no way. The others must not wait for them."""
    found = False
    with suppress(SendFailed):
        found = await leave_out(change.code_id, change.wanted.users)
    said = await said_of(await ChannelCode.get(id=change.code_id)) if found else None
    again_at = clock.now() + (CLAIM_LIFE if found else LONGEST_PAUSE)
    await _release(change, failure=said or str(failure)[:LONGEST_FAILURE], again_at=again_at)
    return found


async def _release(
    change: _Change, *, again_at: datetime, told: WayTerms | None = None, failure: str | None = None
) -> None:
    text = orjson.dumps(asdict(told)).decode() if told else None
    await db.execute(sql.RELEASE, change.code_id, change.claim, text, failure, again_at)
