from uuid import UUID

import asyncpg
import pytest

from app.inventory import queries
from app.inventory.errors import LocationNotFound, OutOfStock, UnknownSkus
from app.inventory.models import Hold, Movement
from app.inventory.open_location import open_location
from app.inventory.queries import Level
from app.inventory.receive import Receipt, receive
from app.inventory.release import release
from app.inventory.sell import sell
from app.inventory.states import HoldStatus, LocationKind, MovementKind
from app.kernel import db
from app.kernel.ids import new_id
from tests.app.inventory.factory import skus, take, warehouse


async def shelf(*pieces: int) -> tuple[UUID, list[UUID]]:
    """A warehouse with one SKU per number of pieces."""
    location, made = await warehouse(), await skus(len(pieces))
    await receive(location, [Receipt(sku, n, f"delivery:{sku}") for sku, n in zip(made, pieces, strict=True)])
    return location, made


async def test_a_delivery_counts_once(database: None) -> None:
    location, (sku,) = await shelf(5)
    await receive(location, [Receipt(sku, 5, f"delivery:{sku}"), Receipt(sku, 2, "more"), Receipt(sku, 1, "and more")])
    assert await queries.level(location, sku) == Level(8, 0, 0)
    assert await queries.free(location, [sku, new_id()]) == {sku: 8}


async def test_a_receipt_without_pieces_is_a_bug(database: None) -> None:
    with pytest.raises(ValueError, match="pieces"):
        await receive(await warehouse(), [Receipt(new_id(), 0, "x")])


async def test_what_the_catalogue_does_not_have_is_not_received(database: None) -> None:
    location, (tea,) = await shelf(5)
    unknown = new_id()
    with pytest.raises(UnknownSkus) as refused:
        await receive(location, [Receipt(tea, 1, "one"), Receipt(unknown, 1, "two")])
    assert refused.value.facts == {"sku_ids": [str(unknown)]}
    with pytest.raises(LocationNotFound):
        await receive(new_id(), [Receipt(tea, 1, "one")])
    assert await queries.level(location, tea) == Level(5, 0, 0)


async def test_holding_takes_from_what_is_free_and_releasing_gives_it_back(database: None) -> None:
    location, (tea, cup) = await shelf(5, 5)
    order = new_id()
    await take(order, location, {tea: 3, cup: 5})
    assert await queries.free(location, [tea, cup]) == {tea: 2, cup: 0}
    await release([order, new_id()])
    await release([order])
    assert await queries.free(location, [tea, cup]) == {tea: 5, cup: 5}


async def test_what_is_short_is_named_and_nothing_is_held(database: None) -> None:
    location, (tea, cup) = await shelf(5, 1)
    unknown = new_id()
    with pytest.raises(OutOfStock) as refused:
        await take(new_id(), location, {tea: 1, cup: 2, unknown: 1})
    assert sorted(refused.value.facts["short"], key=lambda one: one["wanted"]) == [
        {"sku_id": str(unknown), "wanted": 1, "available": 0},
        {"sku_id": str(cup), "wanted": 2, "available": 1},
    ]
    assert await queries.level(location, tea) == Level(5, 0, 0)
    assert not await Hold.exists()


async def test_safety_stock_is_not_sold(database: None) -> None:
    location, (tea,) = await shelf(5)
    await db.execute("UPDATE stocks SET safety = 4")
    with pytest.raises(OutOfStock):
        await take(new_id(), location, {tea: 2})


async def test_selling_turns_holds_into_movements_once(database: None) -> None:
    location, (tea, cup) = await shelf(5, 5)
    order = new_id()
    await take(order, location, {tea: 3, cup: 1})
    assert [await sell(order), await sell(order)] == [2, 0]
    assert await queries.level(location, tea) == Level(2, 0, 0)
    sold = await Movement.filter(kind=MovementKind.SALE).order_by("quantity")
    assert [movement.quantity for movement in sold] == [-3, -1]
    await release([order])
    assert await queries.level(location, tea) == Level(2, 0, 0)
    assert await Hold.filter(status=HoldStatus.USED).count() == 2


async def test_the_database_itself_refuses_to_oversell(database: None) -> None:
    await shelf(5)
    for wrong in ("on_hand = -1", "held = 6", "held = -1", "safety = -1"):
        with pytest.raises(asyncpg.CheckViolationError):
            await db.execute(f"UPDATE stocks SET {wrong}")


async def test_the_warehouse_with_the_lowest_code_serves_orders(database: None) -> None:
    await open_location("A000", "门店", LocationKind.STORE)
    with pytest.raises(LocationNotFound):
        await queries.default_location()
    await open_location("W002", "二号仓", LocationKind.WAREHOUSE)
    first = await open_location("W001", "一号仓", LocationKind.WAREHOUSE)
    assert await queries.default_location() == first == await open_location("W001", "一号仓", LocationKind.WAREHOUSE)
