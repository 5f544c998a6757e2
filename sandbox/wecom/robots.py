"""Group robots: each has a key, a short memory of uploads and the messages it said (official page 91770)."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import ControlError
from sandbox.wecom.errors import WeComError

PER_MINUTE = 20


@dataclass
class Robot:
    """`media_ids` are what was uploaded for this robot, which no other robot may send."""

    key: str
    name: str
    messages: list[dict[str, Any]] = field(default_factory=list)
    media_ids: set[str] = field(default_factory=set)


class Robots:
    """All robots by key; a removed one is as unknown as one that never was."""

    def __init__(self) -> None:
        self._robots: dict[str, Robot] = {}

    def add(self, name: str) -> Robot:
        robot = Robot(str(uuid.uuid4()), name)
        self._robots[robot.key] = robot
        return robot

    def get(self, key: str) -> Robot:
        """93000 for a key of no living robot."""
        robot = self._robots.get(key)
        if robot is None:
            raise WeComError(93000)
        return robot

    def controlled(self, key: str) -> Robot:
        """The robot named in the control API; 404 when there is none."""
        robot = self._robots.get(key)
        if robot is None:
            raise ControlError(404, f"no robot {key}")
        return robot

    def remove(self, key: str) -> None:
        del self._robots[self.controlled(key).key]

    def all(self) -> list[Robot]:
        return list(self._robots.values())
