"""Put robots on the books, give them another name or key, and take them off."""

import re
from uuid import UUID

from asyncpg import UniqueViolationError
from tortoise.exceptions import IntegrityError

from app.events.robots import RobotDue
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.kernel.personal import personal_data
from app.robots.errors import KeyKnown, KeyMalformed, RobotNotFound
from app.robots.models import Robot, Speech
from app.robots.states import RobotStatus, SpeechStatus

# The address as a group shows it, or the key alone.
KEY = re.compile(r"(?:https://[^\s?#]+/webhook/send\?key=)?([0-9A-Za-z-]{16,64})", re.ASCII)


async def register(name: str, webhook: str) -> UUID:
    """A robot by its webhook address or key, which nobody can read here again. Raises KeyMalformed, KeyKnown."""
    key, robot_id = _key(webhook), new_id()
    sealed, fingerprint = personal_data().seal(key), personal_data().fingerprint(key)
    try:
        await Robot.create(id=robot_id, name=name, key_sealed=sealed, key_hash=fingerprint, created_at=clock.now())
    except (IntegrityError, UniqueViolationError):
        raise KeyKnown from None
    return robot_id


async def change(robot_id: UUID, name: str, webhook: str | None) -> None:
    """Another name; with an address another key, by which a broken robot works again and says what waits.

    Raises RobotNotFound, KeyMalformed, KeyKnown.
    """
    key = _key(webhook) if webhook else None
    try:
        await _change(robot_id, name, key)
    except (IntegrityError, UniqueViolationError):
        raise KeyKnown from None


@atomic
async def remove(robot_id: UUID) -> None:
    """It says nothing any more; its key is forgotten. Again is no error. Raises RobotNotFound."""
    if not await Robot.filter(id=robot_id).update(status=RobotStatus.REMOVED, key_sealed=b"", key_hash=None):
        raise RobotNotFound
    waiting = Speech.filter(robot_id=robot_id, status=SpeechStatus.WAITING)
    await waiting.update(status=SpeechStatus.TAKEN_BACK)


@atomic
async def _change(robot_id: UUID, name: str, key: str | None) -> None:
    values: dict[str, object] = {"name": name}
    if key:
        sealed, fingerprint = personal_data().seal(key), personal_data().fingerprint(key)
        values |= {"key_sealed": sealed, "key_hash": fingerprint, "status": RobotStatus.WORKING, "failure": None}
        values |= {"quiet_until": None}
    if not await Robot.filter(id=robot_id).exclude(status=RobotStatus.REMOVED).update(**values):
        raise RobotNotFound
    await outbox.publish(RobotDue(robot_id))


def _key(webhook: str) -> str:
    found = KEY.fullmatch(webhook.strip())
    if found is None:
        raise KeyMalformed
    return found[1]
