from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings

from app.inventory.stores_with import stores_with
from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.kernel.ids import new_id
from app.stores import queries
from app.stores.distance import metres
from app.stores.edit import StoreCard, edit
from app.stores.errors import HoursInvalid, StoreNotFound
from app.stores.holidays import drop_holiday, keep_holiday
from app.stores.hours import is_open
from app.stores.nearby import Search, stores_nearby
from app.stores.states import StoreOffer
from tests.app.inventory.factory import PEOPLES_SQUARE, put, skus, store, take
from tests.app.stores.test_hours import NIGHT, USUAL, at, holidays, moments, weeks

LATITUDE, LONGITUDE = PEOPLES_SQUARE


def here(**wanted: Any) -> Search:
    return Search(LATITUDE, LONGITUDE, **wanted)


async def found(search: Search) -> list[str]:
    return [one["code"] for one in orjson.loads(await stores_nearby(search))["items"]]


async def test_stores_come_nearest_first_with_their_distance(database: None) -> None:
    for code, there in (("FAR", (39.9042, 116.4074)), ("NEAR", (31.2310, 121.4737)), ("MID", (31.3304, 121.4737))):
        await store(code, at=there)
    await store("NOWHERE", at=None)
    page = orjson.loads(await stores_nearby(here()))
    assert [one["code"] for one in page["items"]] == ["NEAR", "MID", "FAR", "NOWHERE"]
    told = [metres(LATITUDE, LONGITUDE, one["latitude"], one["longitude"]) for one in page["items"][:3]]
    assert [one["metres"] for one in page["items"]] == [*told, None]
    assert page["next_cursor"] is None


async def test_pages_go_on_where_the_last_one_ended_also_past_the_near_ones(database: None) -> None:
    steps = (0, 0.001, 0.001, 0.05, 0.5, 3, 9)
    for number, step in enumerate(steps):
        await store(f"S{number}", at=(LATITUDE + step, LONGITUDE))
    search, codes = here(limit=2), []
    for _ in steps:
        page = orjson.loads(await stores_nearby(search))
        codes += [one["code"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        far, _, store_id = page["next_cursor"].partition(".")
        search = here(limit=2, after=(int(far), UUID(store_id)))
    assert codes == [f"S{number}" for number in range(len(steps))]


async def test_stores_are_found_by_service_region_and_whether_they_deliver_here(database: None) -> None:
    await store("A", services=(StoreOffer.PICK_UP,), region_code="310101")
    await store("B", services=(StoreOffer.SAME_CITY,), region_code="310115", delivery_radius_m=500)
    await store("C", at=(31.2404, 121.4737), region_code="320500", delivery_radius_m=2_000)
    assert await found(here(service=StoreOffer.PICK_UP)) == ["A", "C"]
    assert await found(here(region="31")) == ["A", "B"]
    assert await found(here(region="310115")) == ["B"]
    assert await found(here(delivers_here=True)) == ["B", "C"]
    assert await found(Search(31.2340, 121.4737, delivers_here=True)) == ["B", "C"]
    assert await found(Search(31.2200, 121.4737, delivers_here=True)) == []


async def test_without_a_place_stores_come_as_they_were_opened(database: None) -> None:
    for code in ("B", "A", "C"):
        await store(code)
    page = orjson.loads(await stores_nearby(Search(limit=2)))
    assert [(one["code"], one["metres"]) for one in page["items"]] == [("B", None), ("A", None)]
    far, _, store_id = page["next_cursor"].partition(".")
    assert await found(Search(limit=2, after=(int(far), UUID(store_id)))) == ["C"]


async def test_a_store_out_of_business_is_not_shown(database: None) -> None:
    store_id, _ = await store("A")
    await edit(store_id, StoreCard("门店A", active=False))
    assert await found(here()) == []
    with pytest.raises(StoreNotFound):
        await queries.detail(store_id)
    assert orjson.loads(await queries.detail(store_id, also_closed=True))["active"] is False


async def test_holidays_are_shown_kept_and_dropped(database: None) -> None:
    store_id, _ = await store("A")
    today = clock.now().astimezone(SHANGHAI).date()
    await keep_holiday(store_id, today, [["10:00", "11:00"]])
    await keep_holiday(store_id, today, [], "春节")
    await keep_holiday(store_id, today - timedelta(days=1), [])
    assert await found(here(open_now=True)) == []
    shown = orjson.loads(await queries.detail(store_id))
    assert shown["holidays"] == [{"day": today.isoformat(), "hours": [], "note": "春节"}]
    await drop_holiday(store_id, today)
    assert await found(here(open_now=True)) == ["A"]
    with pytest.raises(HoursInvalid):
        await keep_holiday(store_id, today, [["10:00", "9:00"]])
    with pytest.raises(StoreNotFound):
        await keep_holiday(new_id(), today, [])


async def test_only_stores_that_can_sell_it_now_have_it(database: None) -> None:
    tea, cup = await skus(2)
    _, one = await store("A", {tea: 2})
    _, other = await store("B", {tea: 5}, at=(31.2404, 121.4737))
    await store("C", {cup: 5})
    await take(new_id(), one, {tea: 2})
    page = orjson.loads(await stores_with(tea, here()))
    assert [(item["code"], item["stock"]) for item in page["items"]] == [("B", 5)]
    await put(one, {tea: 1})
    page = orjson.loads(await stores_with(tea, here()))
    assert [(item["code"], item["stock"]) for item in page["items"]] == [("A", 1), ("B", 5)]
    await db.execute("UPDATE stock_locations SET active = false WHERE id = $1", other)
    assert len(orjson.loads(await stores_with(tea, here()))["items"]) == 1


@given(weeks, holidays, moments)
@example(NIGHT, {}, at(5, 19, 59))
@example(NIGHT, {}, at(5, 23))
@example(NIGHT, {}, at(6, 1, 59))
@example(NIGHT, {}, at(6, 2))
@example(NIGHT, {}, at(6, 23, 59))
@example(NIGHT, {at(6, 0).astimezone(SHANGHAI).date(): []}, at(6, 1))
@example(NIGHT, {at(5, 0).astimezone(SHANGHAI).date(): []}, at(6, 1))
@example(USUAL, {}, at(1, 12))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_statement_and_the_function_agree_on_what_is_open(
    product: None, week: dict[str, list[list[str]]], off: dict[date, list[list[str]]], moment: datetime
) -> None:
    code = new_id().hex
    store_id, _ = await store(code, hours=week)
    for day, spans in off.items():
        await keep_holiday(store_id, day, spans)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: moment.astimezone(UTC))
        page = orjson.loads(await stores_nearby(Search(region="310101", limit=50, after=_before(store_id))))
    (told,) = [one["open"] for one in page["items"] if one["code"] == code]
    assert told is is_open(week, off, moment)


def _before(store_id: UUID) -> tuple[int, UUID]:
    """Just before a store, in the order of opening."""
    return 20_100_000, UUID(int=store_id.int - 1)
