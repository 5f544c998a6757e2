"""What campaigns tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BroadcastPlanned:
    """Due touches were claimed into a broadcast that is to be created at WeCom."""

    broadcast_id: UUID


@dataclass(frozen=True, slots=True)
class BroadcastCreated:
    """A broadcast exists at WeCom and waits for its sender to confirm."""

    broadcast_id: UUID
    sender_userid: str


@dataclass(frozen=True, slots=True)
class BroadcastConfirmed:
    """The sender of a broadcast pressed send. `at`: when the first of its messages went out."""

    broadcast_id: UUID
    sender_userid: str
    at: datetime
