"""What codes and links need from WeCom. Every call raises the SendFailed family besides what it names."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.kernel.errors import PermanentFailure, QuotaExceeded
from app.kernel.port import Port


class WelcomeTooLate(PermanentFailure):
    """The 20 seconds of the welcome code are over."""


class WelcomeUsedUp(PermanentFailure):
    """The code was used before, or the two are chatting already."""


class Gone(PermanentFailure):
    """It is not at WeCom (any more)."""


class ContactWayGone(Gone):
    """No way has this config_id (any more)."""


class JoinWayGone(Gone):
    """No join way has this config_id (any more)."""


class LinkGone(Gone):
    """No acquisition link has this id (any more)."""


class AtLimit(QuotaExceeded):
    """The company has as many of them as WeCom allows; waiting does not help, deleting some does."""


class TooManyContactWays(AtLimit):
    """Contact ways and join ways share one limit."""


class TooManyLinks(AtLimit):
    """Of acquisition links."""


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


@dataclass(frozen=True, slots=True)
class JoinTerms:
    """What a join way leads to: one to five groups, and how the next is called when all are full."""

    remark: str
    chat_ids: tuple[str, ...]
    auto_create: bool
    base_name: str
    base_id: int


@dataclass(frozen=True, slots=True)
class LinkTerms:
    """Who gets the customers of a link: userids (at most 500) and departments. `skip_verify`: without being asked."""

    name: str
    users: tuple[str, ...]
    departments: tuple[int, ...]
    skip_verify: bool


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link at WeCom; `url` is the address without a channel."""

    link_id: str
    url: str


@dataclass(frozen=True, slots=True)
class WonCustomer:
    """Who came by a link to whom. `channel` is that of the address; `chatted`: the customer has written."""

    external_userid: str
    userid: str
    channel: str
    chatted: bool


@dataclass(frozen=True, slots=True)
class Quota:
    """New customers by links: bought, and left."""

    total: int
    balance: int


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

    async def who_may_serve(self) -> set[str]:
        """The userids of the members whom WeCom allows customers: no way may lead to another."""
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

    async def create_join_way(self, terms: JoinTerms, state: str) -> str:
        """Make a group code, its config_id; each call makes another one. Raises TooManyContactWays."""
        ...

    async def update_join_way(self, config_id: str, terms: JoinTerms, state: str) -> None:
        """Put these terms in place of all there are. Raises JoinWayGone."""
        ...

    async def join_way(self, config_id: str) -> tuple[JoinTerms, str]:
        """(its terms, the address of its picture). Its groups may be others than told: WeCom opens new ones.

        Raises JoinWayGone.
        """
        ...

    async def remove_join_way(self, config_id: str) -> None:
        """Raises JoinWayGone."""
        ...

    async def create_link(self, terms: LinkTerms) -> MadeLink:
        """Make a link; each call makes another one. Raises TooManyLinks."""
        ...

    async def update_link(self, link_id: str, terms: LinkTerms) -> None:
        """Raises LinkGone."""
        ...

    async def link_terms(self, link_id: str) -> LinkTerms:
        """Raises LinkGone."""
        ...

    async def remove_link(self, link_id: str) -> None:
        """Raises LinkGone."""
        ...

    async def find_link(self, name: str, since: datetime, known: Collection[str]) -> MadeLink | None:
        """A link of this name made since then that is none of the known ones."""
        ...

    def won_by(self, link_id: str) -> AsyncIterator[WonCustomer]:
        """All customers of a link. Raises LinkGone."""
        ...

    async def quota(self) -> Quota:
        """What links may still win."""
        ...

    def channel_url(self, url: str, channel: str) -> str:
        """A link's address for one channel (at most 64 characters), which comes back with each friend."""
        ...

    async def send_welcome(self, welcome_code: str, text: str, card: Card | None) -> None:
        """Once per code. Raises WelcomeTooLate, WelcomeUsedUp."""
        ...


gateway: Port[AcquisitionGateway] = Port("acquisition")
