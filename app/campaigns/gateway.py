"""What campaigns need from WeCom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.kernel.port import Port


class Outcome(StrEnum):
    """What became of a broadcast in one group."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"


@dataclass(frozen=True, slots=True)
class Card:
    """A mini-program card. `title` may be longer than the platform shows; the gateway cuts it. `page` with query."""

    title: str
    page: str


@dataclass(frozen=True, slots=True)
class Created:
    """A broadcast as WeCom took it; `refused` are groups that it will not be sent to."""

    msgid: str
    refused: list[str]


class CampaignsGateway(Protocol):
    """Group broadcasts (客户群群发). Every call raises the SendFailed family; times are UTC."""

    async def create_group_broadcast(
        self, sender_userid: str, chat_ids: Sequence[str], text: str, card: Card | None
    ) -> Created:
        """Ask the owner to send to exactly these groups. Not to be repeated blindly."""
        ...

    async def find_group_broadcast(self, sender_userid: str, text: str, since: datetime, until: datetime) -> list[str]:
        """The msgids of this sender's group broadcasts with exactly this text created in the window, oldest first."""
        ...

    async def broadcast_results(self, msgid: str, sender_userid: str) -> list[tuple[str, Outcome, datetime | None]]:
        """(chat_id, outcome, when it was sent) of the groups that have an answer."""
        ...

    async def cancel_group_broadcast(self, msgid: str) -> None:
        """Take back what its owner has not sent; what was sent stays. Repeating it is safe."""
        ...

    async def is_confirmed(self, msgid: str, sender_userid: str) -> bool:
        """Whether the owner has pressed send."""
        ...


gateway: Port[CampaignsGateway] = Port("campaigns")
