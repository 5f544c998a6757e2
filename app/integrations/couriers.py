"""Parcels on their way, in words that belong to no courier platform."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.kernel.errors import SendFailed


class TrackState(StrEnum):
    """What the carrier says of a parcel. RETURNED, REFUSED and TROUBLE want a person."""

    COLLECTED = "collected"
    IN_TRANSIT = "in_transit"
    DELIVERING = "delivering"
    SIGNED = "signed"
    TROUBLE = "trouble"
    RETURNED = "returned"
    REFUSED = "refused"
    CUSTOMS = "customs"


class WatchState(StrEnum):
    """WATCHED; ENDED since the parcel arrived; GIVEN_UP because nothing was heard of the number for days."""

    WATCHED = "watched"
    ENDED = "ended"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Waybill:
    """A parcel at a courier. `carrier` by the codes of WeChat; `phone` of the receiver where the carrier wants it."""

    carrier: str
    number: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a parcel. `at` in UTC."""

    text: str
    state: TrackState
    at: datetime


@dataclass(frozen=True, slots=True)
class Journey:
    """All that is known of a parcel's way, newest step first. `carrier` is the one it was asked under."""

    carrier: str
    number: str
    state: TrackState
    watch: WatchState
    steps: tuple[Step, ...]


class PushNotGenuine(Exception):
    """A push that the platform did not sign, or no push at all."""


class CourierPlatform(Protocol):
    """Calls raise the SendFailed family: PermanentFailure for a number the platform will not take."""

    @property
    def configured(self) -> bool: ...

    async def watch(self, waybill: Waybill) -> None:
        """Ask to be told of every step. Asking again for a watched number changes nothing."""
        ...

    async def journey(self, waybill: Waybill) -> Journey | None:
        """How it stands now; None while the carrier knows nothing of the number."""
        ...

    def open_push(self, body: bytes) -> Journey:
        """A push as it came. Raises PushNotGenuine."""
        ...

    async def close(self) -> None: ...


class NoCourierPlatform:
    """Nobody is asked: parcels are delivered by word of staff and members only."""

    configured = False

    async def watch(self, waybill: Waybill) -> None:
        raise SendFailed("no courier platform is configured")

    async def journey(self, waybill: Waybill) -> Journey | None:
        raise SendFailed("no courier platform is configured")

    def open_push(self, body: bytes) -> Journey:
        raise PushNotGenuine("no courier platform is configured")

    async def close(self) -> None:
        return None
