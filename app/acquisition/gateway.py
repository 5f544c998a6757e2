"""What channel codes need from WeCom. Every call raises the SendFailed family besides what it names."""

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
class Card:
    """A mini-program card. `title` may be longer than the platform shows; the gateway cuts it."""

    title: str
    page: str


class AcquisitionGateway(Protocol):
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

    async def send_welcome(self, welcome_code: str, text: str, card: Card | None) -> None:
        """Once per code. Raises WelcomeTooLate, WelcomeUsedUp."""
        ...


gateway: Port[AcquisitionGateway] = Port("acquisition")
