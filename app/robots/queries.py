"""Reads of robots. Nothing here tells a key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.robots.errors import RobotNotFound
from app.robots.models import Robot, Speech
from app.robots.states import RobotStatus, SpeechStatus


@dataclass(frozen=True, slots=True)
class Known:
    """A robot; `failure` says why it is broken. `quiet_until`: its pace is used up until then."""

    id: UUID
    name: str
    status: RobotStatus
    failure: str | None
    waiting: int
    quiet_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What a robot said or is to say."""

    id: UUID
    content: dict[str, Any]
    status: SpeechStatus
    due_at: datetime
    sent_at: datetime | None
    failure: str | None


async def robot(robot_id: UUID) -> Known:
    """Raises RobotNotFound, also for a removed one."""
    found = await Robot.filter(id=robot_id).exclude(status=RobotStatus.REMOVED).first()
    if found is None:
        raise RobotNotFound
    return await _known(found)


async def robots_page(before: UUID | None, limit: int) -> list[Known]:
    """At most `limit` that are not removed, newest first, older than the given one."""
    found = Robot.exclude(status=RobotStatus.REMOVED)
    found = found.filter(id__lt=before) if before else found
    return [await _known(one) for one in await found.order_by("-id").limit(limit)]


async def speeches_page(robot_id: UUID, before: UUID | None, limit: int) -> list[Said]:
    """At most `limit` of a robot, newest first, older than the given one. Raises RobotNotFound."""
    if not await Robot.filter(id=robot_id).exists():
        raise RobotNotFound
    found = Speech.filter(robot_id=robot_id)
    found = found.filter(id__lt=before) if before else found
    return [
        Said(one.id, one.content, one.status, one.due_at, one.sent_at, one.failure)
        for one in await found.order_by("-id").limit(limit)
    ]


async def _known(one: Robot) -> Known:
    waiting = await Speech.filter(robot_id=one.id, status=SpeechStatus.WAITING).count()
    return Known(one.id, one.name, one.status, one.failure, waiting, one.quiet_until, one.created_at)
