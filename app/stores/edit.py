"""Keep what the books say of a store."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from app.kernel.db import atomic
from app.stores.errors import HoursInvalid, StoreNotFound
from app.stores.hours import fault_of
from app.stores.models import Store
from app.stores.states import StoreOffer

WEEK = frozenset("1234567")


@dataclass(frozen=True, slots=True)
class StoreCard:
    """All that is known of a store but its code; see models.Store. Both coordinates or none; radius up to 50 km."""

    name: str
    region_code: str = ""
    address: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    hours: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    services: Sequence[StoreOffer] = ()
    delivery_radius_m: int = 0
    active: bool = True


@atomic
async def edit(store_id: UUID, card: StoreCard) -> None:
    """Write all of the card. Raises StoreNotFound or HoursInvalid."""
    for day, spans in card.hours.items():
        fault = fault_of(spans) if day in WEEK else "星期应为 1 至 7，周一为 1"
        if fault:
            raise HoursInvalid(day=day, fault=fault)
    services = sorted({service.value for service in card.services})
    if not await Store.filter(id=store_id).update(**asdict(card) | {"services": services}):
        raise StoreNotFound
