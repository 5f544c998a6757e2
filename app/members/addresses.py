"""A member's addresses (收货地址). Who lives where is sealed; where parcels can go is not."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import orjson

from app.kernel import clock, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.kernel.personal import personal_data
from app.members.errors import AddressNotFound, TooManyAddresses
from app.members.models import Address

MOST = 20


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom and where exactly: personal data, opened only for who packs and for the member."""

    name: str
    phone: str
    region: str
    street: str

    def sealed(self) -> bytes:
        return personal_data().seal(orjson.dumps(asdict(self)).decode())


@dataclass(frozen=True, slots=True)
class Place:
    """An address as a member keeps it. `region_code` is the six-digit district; coordinates are GCJ-02 degrees."""

    recipient: Recipient
    region_code: str
    latitude: float | None = None
    longitude: float | None = None
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept address with its id."""

    id: UUID
    place: Place


def unseal(sealed: bytes) -> Recipient:
    """The recipient that was sealed, in an address or on an order."""
    return Recipient(**orjson.loads(personal_data().open(sealed)))


@atomic
async def add(member_id: UUID, place: Place) -> UUID:
    """Keep another address; the first is the default. Raises TooManyAddresses beyond 20."""
    await locks.hold("addresses", str(member_id))
    kept = await Address.filter(member_id=member_id).count()
    if kept >= MOST:
        raise TooManyAddresses(limit=MOST)
    address_id = new_id()
    await Address.create(id=address_id, member_id=member_id, **_columns(place, first=kept == 0))
    await _only_default(member_id, address_id, place)
    return address_id


@atomic
async def change(member_id: UUID, address_id: UUID, place: Place) -> None:
    """Replace an address; orders placed before keep theirs. Raises AddressNotFound, also for someone else's."""
    if not await Address.filter(id=address_id, member_id=member_id).update(**_columns(place)):
        raise AddressNotFound
    await _only_default(member_id, address_id, place)


@atomic
async def remove(member_id: UUID, address_id: UUID) -> None:
    """Forget an address. Raises AddressNotFound."""
    if not await Address.filter(id=address_id, member_id=member_id).delete():
        raise AddressNotFound


async def of_member(member_id: UUID) -> list[Kept]:
    """At most 20, the default first, then the last touched."""
    found = await Address.filter(member_id=member_id).order_by("-is_default", "-updated_at").limit(MOST)
    return [_kept(address) for address in found]


def _kept(address: Address) -> Kept:
    place = Place(unseal(address.sealed), address.region_code, address.latitude, address.longitude, address.is_default)
    return Kept(address.id, place)


def _columns(place: Place, first: bool = False) -> dict[str, Any]:
    return {
        "sealed": place.recipient.sealed(),
        "region_code": place.region_code,
        "region": place.recipient.region,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "is_default": place.is_default or first,
        "updated_at": clock.now(),
    }


async def _only_default(member_id: UUID, address_id: UUID, place: Place) -> None:
    if place.is_default:
        await Address.filter(member_id=member_id).exclude(id=address_id).update(is_default=False)
