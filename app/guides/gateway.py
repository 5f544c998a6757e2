"""What guides need from WeCom. Every call raises the SendFailed family besides what it names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.kernel.errors import PermanentFailure
from app.kernel.port import Port


class WelcomeTooLate(PermanentFailure):
    """The 20 seconds of the welcome code are over."""


class WelcomeUsedUp(PermanentFailure):
    """The code was used before, or the two are chatting already."""


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
    async def create_contact_way(self, userid: str, state: str, remark: str) -> ContactWay:
        """Make a code; each call makes another one."""
        ...

    async def find_contact_way(self, state: str, since: datetime) -> ContactWay | None:
        """A code with this state made since then."""
        ...

    async def customer(self, external_userid: str) -> Customer | None:
        """None when nobody of the company has this customer any more."""
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
