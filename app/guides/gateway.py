"""What guides need from WeCom. Every call raises the SendFailed family besides what it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.kernel.errors import PermanentFailure, QuotaExceeded
from app.kernel.port import Port


class WelcomeTooLate(PermanentFailure):
    """The 20 seconds of the welcome code are over."""


class WelcomeUsedUp(PermanentFailure):
    """The code was used before, or the two are chatting already."""


class ContactWayGone(PermanentFailure):
    """No way has this config_id (any more)."""


class TooManyContactWays(QuotaExceeded):
    """The company has as many ways as WeCom allows; waiting does not help, deleting some does."""


class NotFriends(PermanentFailure):
    """Member and customer are not friends (any more)."""


@dataclass(frozen=True, slots=True)
class WayTerms:
    """What may change of a way: its members' userids in order (1 to 100), a note of at most 30 characters for us."""

    users: tuple[str, ...]
    remark: str
    exclusive: bool


@dataclass(frozen=True, slots=True)
class WayDetails:
    """A way as it is at WeCom."""

    config_id: str
    state: str
    terms: WayTerms


@dataclass(frozen=True, slots=True)
class ContactWay:
    """A QR code at WeCom; `qr_code` is the address of its picture."""

    config_id: str
    qr_code: str


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as WeCom knows them. `unionid` is empty until the corp is bound to the developer account."""

    external_userid: str
    nickname: str
    unionid: str


@dataclass(frozen=True, slots=True)
class Card:
    """A mini-program card. `title` may be longer than the platform shows; the gateway cuts it."""

    title: str
    page: str


@dataclass(frozen=True, slots=True)
class GroupDetails:
    """A customer group. `customers` maps external_userid to the time of joining; `version` is that of the members."""

    chat_id: str
    name: str
    owner_userid: str
    created_at: datetime
    version: str
    customers: Mapping[str, datetime]


class GuidesGateway(Protocol):
    async def create_contact_way(self, terms: WayTerms, state: str) -> ContactWay:
        """Make a code; each call makes another one. Raises TooManyContactWays."""
        ...

    async def update_contact_way(self, config_id: str, terms: WayTerms) -> None:
        """Change all of a way's terms. Raises ContactWayGone."""
        ...

    async def contact_way(self, config_id: str) -> WayDetails:
        """Raises ContactWayGone."""
        ...

    async def remove_contact_way(self, config_id: str) -> None:
        """Raises ContactWayGone."""
        ...

    async def contact_ways_since(self, since: datetime) -> list[str]:
        """The config_ids of all ways made since then, other applications' too."""
        ...

    async def find_contact_way(self, state: str, since: datetime) -> ContactWay | None:
        """A code with this state made since then."""
        ...

    async def customer(self, external_userid: str) -> Customer | None:
        """None when nobody of the company has this customer any more."""
        ...

    async def remark_customer(self, userid: str, external_userid: str, remark: str) -> None:
        """What the member sees as the customer's name, at most 20 characters. Raises NotFriends."""
        ...

    async def tag_customer(self, userid: str, external_userid: str, tag_ids: Sequence[str]) -> None:
        """Add corp tags; those there already stay. Raises NotFriends."""
        ...

    async def send_welcome(self, welcome_code: str, text: str, card: Card | None) -> None:
        """Once per code. Raises WelcomeTooLate, WelcomeUsedUp."""
        ...

    async def send_text(self, userid: str, content: str) -> None:
        """An app message; the same content again within four hours is dropped by the platform."""
        ...

    async def group(self, chat_id: str) -> GroupDetails | None:
        """None when the group is dismissed. May be some seconds old."""
        ...

    async def chat_ids(self) -> list[str]:
        """All customer groups."""
        ...


gateway: Port[GuidesGateway] = Port("guides")
