"""What members tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """Somebody logged in to the mini-program for the first time."""

    member_id: UUID
    at: datetime | None = None
