from datetime import timedelta

import pytest

from app.inventory.edit_rules import NewRule, add_rule
from app.inventory.errors import NobodyServes, OutOfStock
from app.inventory.models import Location
from app.inventory.source import Destination, Wish, source
from app.inventory.states import LocationKind, Strategy
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.stores.edit import StoreCard, edit
from app.stores.holidays import keep_holiday
from app.stores.states import StoreOffer
from tests.app.inventory.factory import PEOPLES_SQUARE, place, skus, store, take, warehouse

LATITUDE, LONGITUDE = PEOPLES_SQUARE
EXPRESS = Destination("express")
HERE = Destination("same_city", None, LATITUDE, LONGITUDE)


def near(metres: int) -> tuple[float, float]:
    """A point so far north of People's Square."""
    return LATITUDE + metres / 111_195, LONGITUDE


async def test_the_warehouse_serves_before_any_store_and_says_so(database: None) -> None:
    tea, cup = await skus(2)
    await store(pieces={tea: 9, cup: 9})
    hub = await warehouse(pieces={tea: 2, cup: 1})
    plan = await source([Wish(tea, 2), Wish(cup, 1)], EXPRESS)
    assert [(one.sku_id, one.location_id, one.quantity) for one in plan.allocations] == [(tea, hub, 2), (cup, hub, 1)]
    assert plan.allocations[0].reason == "仓库发货：地点W001"
    assert plan.explanation == ("仓库发货：由地点W001发出全部商品",)


async def test_a_store_sends_what_no_warehouse_has_the_nearest_first(database: None) -> None:
    (tea,) = await skus(1)
    await warehouse(pieces={tea: 1})
    await store("S1", {tea: 5}, near(9_000))
    _, nearest = await store("S2", {tea: 5}, near(2_000))
    plan = await source([Wish(tea, 2)], Destination("express", None, LATITUDE, LONGITUDE))
    assert [one.location_id for one in plan.allocations] == [nearest]
    assert plan.allocations[0].reason == "就近发货：门店S2（约 2.0 公里）"
    assert plan.explanation[0] == "仓库发货：库存不足"


async def test_an_order_is_split_only_when_no_place_has_everything(database: None) -> None:
    tea, cup = await skus(2)
    hub = await warehouse(pieces={tea: 3})
    _, shop = await store(pieces={cup: 3, tea: 1})
    await place("V1", LocationKind.SUPPLIER, {tea: 9})
    plan = await source([Wish(tea, 3), Wish(cup, 1)], EXPRESS)
    assert {(one.sku_id, one.location_id, one.quantity) for one in plan.allocations} == {(tea, hub, 3), (cup, shop, 1)}


async def test_the_supplier_comes_last_alone_or_with_others(database: None) -> None:
    tea, cup = await skus(2)
    vendor = await place("V1", LocationKind.SUPPLIER, {tea: 9})
    alone = await source([Wish(tea, 2)], EXPRESS)
    assert (alone.allocations[0].location_id, alone.explanation[-1]) == (vendor, "供应商代发：由地点V1发出全部商品")
    hub = await warehouse(pieces={cup: 1})
    both = await source([Wish(tea, 2), Wish(cup, 1)], EXPRESS)
    assert {(one.sku_id, one.location_id) for one in both.allocations} == {(tea, vendor), (cup, hub)}


async def test_a_fetched_order_comes_from_the_chosen_store_only(database: None) -> None:
    (tea,) = await skus(1)
    await warehouse(pieces={tea: 9})
    chosen, location = await store("S1", {tea: 1})
    await store("S2", {tea: 9})
    plan = await source([Wish(tea, 1)], Destination("pick_up", chosen))
    assert [one.location_id for one in plan.allocations] == [location]
    with pytest.raises(OutOfStock) as refused:
        await source([Wish(tea, 2)], Destination("pick_up", chosen))
    assert refused.value.facts["short"] == [{"sku_id": str(tea), "wanted": 2, "available": 1}]
    for nowhere in (None, new_id()):
        with pytest.raises(NobodyServes):
            await source([Wish(tea, 1)], Destination("pick_up", nowhere))


async def test_a_store_without_the_service_or_out_of_business_serves_nobody(database: None) -> None:
    (tea,) = await skus(1)
    without, _ = await store("S1", {tea: 5}, services=(StoreOffer.SAME_CITY,))
    with pytest.raises(NobodyServes) as refused:
        await source([Wish(tea, 1)], Destination("pick_up", without))
    assert refused.value.facts["tried"] == ["所选门店备货：没有合适的发货地点"]
    closed, location = await store("S2", {tea: 5})
    await Location.filter(id=location).update(active=False)
    with pytest.raises(NobodyServes):
        await source([Wish(tea, 1)], Destination("in_store", closed))
    ended, _ = await store("S3", {tea: 5})
    await edit(ended, StoreCard("门店S3", services=tuple(StoreOffer), active=False))
    with pytest.raises(NobodyServes):
        await source([Wish(tea, 1)], Destination("in_store", ended))


async def test_the_city_is_served_by_the_nearest_open_store_within_its_radius(database: None) -> None:
    (tea,) = await skus(1)
    await warehouse(pieces={tea: 9})
    await store("S1", {tea: 5}, near(900), delivery_radius_m=800)
    await store("S2", {tea: 5}, near(1_000), hours={})
    shut, _ = await store("S3", {tea: 5}, near(1_100))
    await keep_holiday(shut, clock.now().astimezone(clock.SHANGHAI).date(), [])
    await store("S4", {tea: 5}, near(1_200), services=(StoreOffer.PICK_UP,))
    _, serves = await store("S5", {tea: 5}, near(1_300))
    await store("S6", {tea: 5}, near(1_400))
    plan = await source([Wish(tea, 5)], HERE)
    assert [one.location_id for one in plan.allocations] == [serves]
    with pytest.raises(NobodyServes):
        await source([Wish(tea, 1)], Destination("same_city", None, 39.9, 116.4))
    with pytest.raises(NobodyServes):
        await source([Wish(tea, 1)], Destination("same_city"))


async def test_a_chosen_store_is_not_replaced_by_a_nearer_one(database: None) -> None:
    (tea,) = await skus(1)
    await store("S1", {tea: 5}, near(100))
    chosen, location = await store("S2", {tea: 2}, near(3_000), hours={})
    there = Destination("same_city", chosen, LATITUDE, LONGITUDE)
    assert [one.location_id for one in (await source([Wish(tea, 2)], there)).allocations] == [location]
    with pytest.raises(OutOfStock):
        await source([Wish(tea, 3)], there)


async def test_what_is_held_or_kept_for_safety_serves_nobody(database: None) -> None:
    (tea,) = await skus(1)
    hub = await warehouse(pieces={tea: 10})
    await db.execute("UPDATE stocks SET safety = 3")
    await take(new_id(), hub, {tea: 4})
    assert (await source([Wish(tea, 3)], EXPRESS)).allocations[0].quantity == 3
    with pytest.raises(OutOfStock) as refused:
        await source([Wish(tea, 4)], EXPRESS)
    assert refused.value.facts["short"] == [{"sku_id": str(tea), "wanted": 4, "available": 3}]


async def test_rules_in_the_table_replace_the_built_in_ones_of_their_kind(database: None) -> None:
    (tea,) = await skus(1)
    await warehouse(pieces={tea: 9})
    _, shop = await store(pieces={tea: 9})
    await add_rule(NewRule("门店优先", "express", Strategy.NEAREST, 10, most_km=3))
    await add_rule(NewRule("其余走仓库", "express", Strategy.WAREHOUSE, 20))
    plan = await source([Wish(tea, 1)], Destination("express", None, LATITUDE, LONGITUDE))
    assert [one.location_id for one in plan.allocations] == [shop]
    far = await source([Wish(tea, 1)], Destination("express", None, 39.9, 116.4))
    assert far.explanation == ("门店优先：没有合适的发货地点", "其余走仓库：由地点W001发出全部商品")
    unknown = await source([Wish(tea, 1)], EXPRESS)
    assert unknown.explanation[-1] == "其余走仓库：由地点W001发出全部商品"


async def test_a_store_that_opens_later_today_still_delivers(database: None) -> None:
    (tea,) = await skus(1)
    local = clock.now().astimezone(clock.SHANGHAI)
    if local.hour == 23:
        local -= timedelta(hours=1)
    later = [[f"{local.hour + 1:02d}:00", "24:00"]]
    _, location = await store(pieces={tea: 1}, hours={str(local.isoweekday()): later})
    plan = await source([Wish(tea, 1)], HERE)
    assert [one.location_id for one in plan.allocations] == [location]


async def test_goods_by_message_come_from_anywhere(database: None) -> None:
    (card,) = await skus(1)
    vendor = await place("V1", LocationKind.SUPPLIER, {card: 1})
    assert (await source([Wish(card, 1)], Destination("virtual"))).allocations[0].location_id == vendor
