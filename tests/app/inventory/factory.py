"""Goods known to the catalogue, places with stock of them, and stores with everything."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from app.catalog.models import Sku
from app.inventory import queries
from app.inventory.hold import hold
from app.inventory.models import Location
from app.inventory.open_location import open_location
from app.inventory.open_store import open_store
from app.inventory.plan import Allocation
from app.inventory.receive import Receipt, receive
from app.inventory.states import LocationKind
from app.kernel import clock
from app.kernel.ids import new_id
from app.stores.edit import StoreCard
from app.stores.states import StoreOffer

ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}
PEOPLES_SQUARE = (31.2304, 121.4737)


async def skus(count: int) -> list[UUID]:
    """New SKUs, in id order."""
    made = sorted(new_id() for _ in range(count))
    now = clock.now()
    await Sku.bulk_create(
        Sku(id=sku_id, product_id=new_id(), code=f"K{sku_id}", price=1290, created_at=now, updated_at=now)
        for sku_id in made
    )
    return made


async def put(location_id: UUID, pieces: Mapping[UUID, int]) -> None:
    """Receive pieces at a location."""
    receipts = [Receipt(sku_id, quantity, f"delivery:{new_id()}") for sku_id, quantity in pieces.items()]
    await receive(location_id, receipts)


async def warehouse(
    code: str = "W001", pieces: Mapping[UUID, int] | None = None, at: tuple[float, float] | None = None
) -> UUID:
    return await place(code, LocationKind.WAREHOUSE, pieces, at)


async def place(
    code: str, kind: LocationKind, pieces: Mapping[UUID, int] | None = None, at: tuple[float, float] | None = None
) -> UUID:
    """A warehouse or a supplier named after its code, with stock."""
    latitude, longitude = at or (None, None)
    location_id = await open_location(code, f"地点{code}", kind, latitude=latitude, longitude=longitude)
    await put(location_id, pieces or {})
    return location_id


async def store(
    code: str = "S001",
    pieces: Mapping[UUID, int] | None = None,
    at: tuple[float, float] | None = PEOPLES_SQUARE,
    services: Sequence[StoreOffer] = tuple(StoreOffer),
    hours: Mapping[str, Sequence[Sequence[str]]] = ALWAYS,
    delivery_radius_m: int = 5_000,
    region_code: str = "310101",
) -> tuple[UUID, UUID]:
    """A store that is always open and offers everything: its id and its location's."""
    latitude, longitude = at or (None, None)
    card = StoreCard(
        f"门店{code}", region_code, "某路 1 号", "021-5555", latitude, longitude, hours, services, delivery_radius_m
    )
    store_id = await open_store(code, card)
    location_id = (await Location.get(store_id=store_id)).id
    await put(location_id, pieces or {})
    return store_id, location_id


async def take(order_id: UUID, location_id: UUID, pieces: Mapping[UUID, int]) -> None:
    """Hold pieces for an order at one location, for half an hour."""
    allocations = [Allocation(sku_id, location_id, quantity, "测试") for sku_id, quantity in pieces.items()]
    await hold(order_id, allocations, clock.now() + timedelta(minutes=30))


async def free(location_id: UUID, sku_id: UUID) -> int:
    return (await queries.free(location_id, [sku_id])).get(sku_id, 0)
