"""What group robots tell."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RobotDue:
    """A robot has something to say."""

    robot_id: UUID
