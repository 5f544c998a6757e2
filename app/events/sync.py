"""What a sync tells."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SyncContinued:
    """A sync's next slice may be read; nobody else's turn has this number."""

    run_id: UUID
    turn: int
