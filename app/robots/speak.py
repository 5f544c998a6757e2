"""Have a robot say something, now or at a time, and take it back while it waits."""

from datetime import datetime
from uuid import UUID

from app.events.robots import RobotDue
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.robots.errors import RobotBroken, RobotNotFound, SpeechNotFound, TooMuchToSay
from app.robots.models import Robot, Speech
from app.robots.speech_terms import Markdown, News, Text
from app.robots.states import RobotStatus, SpeechStatus

# Ten minutes at the robot's pace.
MOST_WAITING = 200


@atomic
async def speak(robot_id: UUID, words: Text | Markdown | News, at: datetime | None = None) -> UUID:
    """Queue it behind what is due before it; without `at`, or with a past one, now.

    Raises RobotNotFound, RobotBroken, TooMuchToSay.
    """
    robot = await Robot.filter(id=robot_id).select_for_update().get_or_none()
    if robot is None or robot.status is RobotStatus.REMOVED:
        raise RobotNotFound
    if robot.status is RobotStatus.BROKEN:
        raise RobotBroken
    if await Speech.filter(robot_id=robot_id, status=SpeechStatus.WAITING).count() >= MOST_WAITING:
        raise TooMuchToSay(most=MOST_WAITING)
    now, speech_id = clock.now(), new_id()
    due_at = max(at or now, now)
    content = words.model_dump(mode="json")
    await Speech.create(id=speech_id, robot_id=robot_id, content=content, due_at=due_at, created_at=now)
    if due_at == now:
        await outbox.publish(RobotDue(robot_id))
    return speech_id


async def take_back(robot_id: UUID, speech_id: UUID) -> None:
    """Raises SpeechNotFound, also for one that is being said or over."""
    waiting = Speech.filter(id=speech_id, robot_id=robot_id, status=SpeechStatus.WAITING)
    if not await waiting.update(status=SpeechStatus.TAKEN_BACK):
        raise SpeechNotFound
