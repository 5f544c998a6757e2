"""Holes that were filed about other shops' stock, looked for here. The concurrent ones stand in tests/races."""

import asyncio

import asyncpg
import pytest

from app.inventory import queries
from app.inventory.errors import OutOfStock
from app.inventory.hold import hold
from app.inventory.models import Hold
from app.inventory.plan import Allocation
from app.inventory.queries import Level
from app.inventory.release import release
from app.inventory.sell import sell
from app.inventory.set_safety import set_safety
from app.inventory.source import Destination, Wish, source
from app.kernel import clock, db
from app.kernel.ids import new_id
from tests.app.inventory.factory import free, put, skus, take, warehouse


async def test_what_was_free_when_sourced_is_looked_at_again_when_it_is_held(database: None) -> None:
    """vendure-ecommerce/vendure PR#4930: allocation trusted an earlier look at the stock."""
    (tea,) = await skus(1)
    hub = await warehouse(pieces={tea: 2})
    plans = [await source([Wish(tea, 2)], Destination("express")) for _ in range(2)]
    await hold(new_id(), plans[0].allocations, clock.now())
    with pytest.raises(OutOfStock) as refused:
        await hold(new_id(), plans[1].allocations, clock.now())
    assert refused.value.facts["short"] == [{"sku_id": str(tea), "wanted": 2, "available": 0}]
    assert await queries.level(hub, tea) == Level(2, 2, 0)


async def test_an_order_over_two_places_is_held_whole_or_not_at_all(database: None) -> None:
    """saleor/saleor#13626: an order that fails half-way leaves the first half allocated."""
    tea, cup = await skus(2)
    hub, other = await warehouse("W001", {tea: 5}), await warehouse("W002", {cup: 1})
    order = new_id()
    wanted = [Allocation(tea, hub, 2, ""), Allocation(cup, other, 2, "")]
    with pytest.raises(OutOfStock):
        await hold(order, wanted, clock.now())
    assert (await free(hub, tea), await free(other, cup)) == (5, 1)
    assert not await Hold.filter(order_id=order).exists()
    await put(other, {cup: 1})
    await hold(order, wanted, clock.now())
    assert await sell(order) == 2
    assert (await free(hub, tea), await free(other, cup)) == (3, 0)


async def test_two_allocations_of_one_sku_at_one_place_are_one_hold_of_their_sum(database: None) -> None:
    """medusajs/medusa#16502: two lines sharing an item were not added up before they were reserved."""
    (tea,) = await skus(1)
    hub = await warehouse(pieces={tea: 3})
    twice = [Allocation(tea, hub, 2, ""), Allocation(tea, hub, 2, "")]
    with pytest.raises(OutOfStock) as refused:
        await hold(new_id(), twice, clock.now())
    assert refused.value.facts["short"] == [{"sku_id": str(tea), "wanted": 4, "available": 3}]
    await hold(new_id(), [Allocation(tea, hub, 2, ""), Allocation(tea, hub, 1, "")], clock.now())
    assert await queries.level(hub, tea) == Level(3, 3, 0)


async def test_reservations_made_at_once_without_an_order_page_cannot_pass_what_is_there(database: None) -> None:
    """medusajs/medusa#16569 (PR#16575): reservations made directly and concurrently pass the stock."""
    (tea,) = await skus(1)
    hub = await warehouse(pieces={tea: 3})
    grabs = (take(new_id(), hub, {tea: 2}) for _ in range(12))
    outcomes = await asyncio.gather(*grabs, return_exceptions=True)
    assert [outcome for outcome in outcomes if outcome is None] == [None]
    assert await queries.level(hub, tea) == Level(3, 2, 0)


async def test_what_is_reserved_never_falls_below_nothing(database: None) -> None:
    """medusajs/medusa#12401: releasing or delivering twice made the reserved quantity negative."""
    (tea,) = await skus(1)
    hub = await warehouse(pieces={tea: 3})
    one, other = new_id(), new_id()
    await take(one, hub, {tea: 2})
    await take(other, hub, {tea: 1})
    await release([one, one])
    await release([one])
    assert await sell(one) == 0
    assert [await sell(other), await sell(other)] == [1, 0]
    await release([other])
    assert await queries.level(hub, tea) == Level(2, 0, 0)
    with pytest.raises(asyncpg.CheckViolationError):
        await db.execute("UPDATE stocks SET held = -1")


async def test_an_update_that_finds_no_row_is_a_refusal(database: None) -> None:
    """gongfuxiang/shopxo#38: an UPDATE of no row counted as success, so goods without stock were sold."""
    tea, cup = await skus(2)
    hub = await warehouse(pieces={tea: 1})
    for wanted in ({cup: 1}, {tea: 2}, {tea: 1, cup: 1}):
        with pytest.raises(OutOfStock):
            await take(new_id(), hub, wanted)
    with pytest.raises(OutOfStock):
        await take(new_id(), new_id(), {tea: 1})
    assert await free(hub, tea) == 1


@pytest.mark.parametrize("quantity", [0, -1])
async def test_nothing_and_less_cannot_be_held(database: None, quantity: int) -> None:
    """newbee-ltd/newbee-mall#127: a negative quantity is taken, and adds stock."""
    (tea,) = await skus(1)
    hub = await warehouse(pieces={tea: 1})
    with pytest.raises(ValueError, match="pieces"):
        await hold(new_id(), [Allocation(tea, hub, quantity, "")], clock.now())
    assert await queries.level(hub, tea) == Level(1, 0, 0)


async def test_stock_kept_back_after_holding_takes_no_promise_away(database: None) -> None:
    (tea,) = await skus(1)
    hub, order = await warehouse(pieces={tea: 5}), new_id()
    await take(order, hub, {tea: 4})
    await set_safety(hub, {tea: 5})
    assert await free(hub, tea) == 0
    assert await sell(order) == 1
    assert await queries.level(hub, tea) == Level(1, 0, 5)
