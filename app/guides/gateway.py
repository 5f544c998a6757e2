"""What guides need from WeCom. Every call raises the SendFailed family besides what it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.kernel.errors import PermanentFailure
from app.kernel.port import Port

# 企业微信 externalcontact/remark (page 92115).
LONGEST_REMARK = 20


class NotFriends(PermanentFailure):
    """Member and customer are not friends (any more)."""


class TagGone(PermanentFailure):
    """A tag of the call is not at WeCom (any more); nothing was done."""


class CardSentBefore(PermanentFailure):
    """A card with this task_id was sent."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as WeCom knows them. `unionid` is empty until the corp is bound to the developer account."""

    external_userid: str
    nickname: str
    unionid: str


@dataclass(frozen=True, slots=True)
class FollowNotes:
    """What one member notes of a customer; `tag_ids` are those of the corp."""

    remark: str
    tag_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """A customer, and by userid what each member who has them notes."""

    customer: Customer
    follows: Mapping[str, FollowNotes]


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """A card with buttons, as (key, text). `task_id` is the card's own, never used before."""

    task_id: str
    title: str
    content: str
    buttons: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class GroupDetails:
    """A customer group. `customers` maps external_userid to the time of joining; `version` is that of the members.

    `states` names those who came by a join way with a state.
    """

    chat_id: str
    name: str
    owner_userid: str
    created_at: datetime
    version: str
    customers: Mapping[str, datetime]
    states: Mapping[str, str] = field(default_factory=dict)


class GuidesGateway(Protocol):
    async def customer(self, external_userid: str) -> Customer | None:
        """None when nobody of the company has this customer any more."""
        ...

    async def customer_details(self, external_userid: str) -> CustomerDetails | None:
        """None when nobody of the company has this customer any more."""
        ...

    async def remark_customer(self, userid: str, external_userid: str, remark: str) -> None:
        """What the member sees as the customer's name, at most 20 characters. Raises NotFriends."""
        ...

    async def mark_customer(self, userid: str, external_userid: str, put: Sequence[str], taken: Sequence[str]) -> None:
        """Put corp tags on the member's customer and take others off, all or nothing. Repeatable.

        Raises NotFriends, TagGone.
        """
        ...

    async def send_text(self, userid: str, content: str) -> None:
        """An app message; the same content again within four hours is dropped by the platform."""
        ...

    async def send_card(self, userid: str, card: NoticeCard) -> None:
        """An app message to press on. Raises CardSentBefore when one with this task_id was sent."""
        ...

    async def settle_card(self, userid: str, response_code: str, text: str) -> None:
        """The card that was pressed says `text` on grey buttons. A code that is used up or too old changes nothing."""
        ...

    async def group(self, chat_id: str) -> GroupDetails | None:
        """None when the group is dismissed. May be some seconds old."""
        ...

    async def chat_ids(self) -> list[str]:
        """All customer groups."""
        ...


gateway: Port[GuidesGateway] = Port("guides")
