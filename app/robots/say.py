"""Say what robots have to say: one job per robot at a time, in order, at the platform's pace."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.events.robots import RobotDue
from app.kernel import clock, db, outbox
from app.kernel.db import atomic
from app.kernel.errors import Misconfigured, PermanentFailure, QuotaExceeded, TemporaryFailure, UnknownOutcome
from app.kernel.ids import new_id
from app.kernel.personal import personal_data
from app.robots import sql
from app.robots.gateway import RobotGone, gateway
from app.robots.models import Robot, Speech
from app.robots.speech_terms import read_words
from app.robots.states import RobotStatus
from app.robots.states import SpeechStatus as Status

# Longer than waiting for the pace and one call together.
CLAIM_LIFE = timedelta(minutes=1)
PAUSE = timedelta(seconds=30)
MOST_TRIES = 10
LONGEST_FAILURE = 200
# A job that goes on for long keeps a worker's place; the next one follows.
AT_ONCE = 10
LOST = "没有收到企业微信的答复，可能已经发出，未再次发送"


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one robot says next, claimed by this job."""

    robot_id: UUID
    claim: UUID
    key: str
    speech_id: UUID
    content: dict[str, Any]
    tries: int


async def say(due: RobotDue) -> None:
    """Reaction: waiting → sending → sent, failed or unsure, until nothing is due or the pace is used up.

    A robot whose key is not known any more is broken; what it has to say waits for its new key.
    """
    for _ in range(AT_ONCE):
        turn = await _next(due.robot_id)
        if turn is None or not await _say(turn):
            return
    await _go_on(due.robot_id)


@atomic
async def say_due() -> None:
    """Tick: a job for each robot that has something due and no job at it."""
    rows = await db.fetch(sql.ROBOTS_DUE, clock.now())
    await outbox.publish(*(RobotDue(row["robot_id"]) for row in rows))


@atomic
async def _go_on(robot_id: UUID) -> None:
    await outbox.publish(RobotDue(robot_id))


@atomic
async def _next(robot_id: UUID) -> _Turn | None:
    """The oldest due, on the locked robot. What a dead job left in `sending` is unsure."""
    robot = await Robot.filter(id=robot_id, status=RobotStatus.WORKING).select_for_update().get_or_none()
    now = clock.now()
    if robot is None or _later(robot.claimed_until, now) or _later(robot.quiet_until, now):
        return None
    await Speech.filter(robot_id=robot_id, status=Status.SENDING).update(status=Status.UNSURE, failure=LOST)
    due = Speech.filter(robot_id=robot_id, status=Status.WAITING, due_at__lte=now)
    speech = await due.order_by("due_at", "id").first()
    if speech is None:
        return None
    claim = new_id()
    await Robot.filter(id=robot_id).update(claim=claim, claimed_until=now + CLAIM_LIFE)
    await Speech.filter(id=speech.id).update(status=Status.SENDING, tries=speech.tries + 1)
    key = personal_data().open(robot.key_sealed)
    return _Turn(robot_id, claim, key, speech.id, speech.content, speech.tries + 1)


async def _say(turn: _Turn) -> bool:
    """Whether the next may be said now."""
    try:
        await gateway().say(turn.key, read_words(turn.content))
    except RobotGone as gone:
        await _settle(turn, Status.WAITING, broken=str(gone)[:LONGEST_FAILURE])
        return False
    except QuotaExceeded as over:
        await _settle(turn, Status.WAITING, quiet_until=over.retry_at or clock.now() + PAUSE, tried=False)
        return False
    except TemporaryFailure as failure:
        given_up = turn.tries >= MOST_TRIES
        status = Status.FAILED if given_up else Status.WAITING
        await _settle(turn, status, str(failure), quiet_until=clock.now() + PAUSE)
        return False
    except UnknownOutcome:
        await _settle(turn, Status.UNSURE, LOST)
    except (PermanentFailure, Misconfigured) as failure:
        await _settle(turn, Status.FAILED, str(failure))
    else:
        await _settle(turn, Status.SENT)
    return True


@atomic
async def _settle(
    turn: _Turn,
    status: Status,
    failure: str | None = None,
    *,
    quiet_until: datetime | None = None,
    broken: str | None = None,
    tried: bool = True,
) -> None:
    """Record what became of it and give the robot back. A job whose claim has ended changes nothing."""
    robot = Robot.filter(id=turn.robot_id, claim=turn.claim)
    if not await robot.update(claim=None, claimed_until=None, quiet_until=quiet_until):
        return
    if broken:
        same = Robot.filter(id=turn.robot_id, status=RobotStatus.WORKING)
        await same.update(status=RobotStatus.BROKEN, failure=broken)
    sent_at = clock.now() if status is Status.SENT else None
    reason = failure[:LONGEST_FAILURE] if failure else None
    tries = turn.tries if tried else turn.tries - 1
    sending = Speech.filter(id=turn.speech_id, status=Status.SENDING)
    await sending.update(status=status, failure=reason, sent_at=sent_at, tries=tries)


def _later(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment > now
