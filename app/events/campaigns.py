"""What campaigns tell."""

from dataclasses import dataclass
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
