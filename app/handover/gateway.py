"""What hand-overs need from WeCom. Every call raises the SendFailed family; times are UTC."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.handover.states import TransferState
from app.kernel.port import Port


@dataclass(frozen=True, slots=True)
class Pair:
    """Whose customers go to whom, by userid. `resigned`: the first one has left the company."""

    handover: str
    takeover: str
    resigned: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """How a customer or group stands at WeCom. `id`: external_userid or chat_id; `reason` in Chinese.

    `takeover_at`: when it happened, or of a waiting one will happen.
    """

    id: str
    state: TransferState
    reason: str = ""
    takeover_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A customer of a member who has left, given to nobody yet."""

    userid: str
    external_userid: str
    left_at: datetime


class HandOverGateway(Protocol):
    async def begin(self, pair: Pair, external_userids: Sequence[str], message: str) -> list[Answer]:
        """Begin to hand over at most a hundred: WAITING, LIMIT or FAILED. Not to be repeated blindly."""
        ...

    async def results(self, pair: Pair, external_userids: Collection[str]) -> list[Answer]:
        """Of these customers the latest hand-over between the two, if any: WAITING, DONE, REFUSED or LIMIT."""
        ...

    async def hand_over_groups(self, pair: Pair, chat_ids: Sequence[str]) -> list[Answer]:
        """Give at most a hundred groups to the takeover at once: DONE, LIMIT or FAILED. Not to be repeated blindly."""
        ...

    async def left_behind(self) -> list[LeftBehind]:
        """The customers of all members who have left."""
        ...


gateway: Port[HandOverGateway] = Port("handover")
