"""What a store brings, how far, and when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from app.delivery import city_terms as terms_of_stores
from app.delivery.day_slots import Slot, day_slots
from app.delivery.errors import BelowLeastAmount, NoCityDelivery, SlotClosed, SlotFull, TermsNotFound, TooFar
from app.delivery.freight import Load, fee
from app.delivery.queries import city_offer, city_terms, slots
from app.delivery.release_slots import release_slots
from app.delivery.take_slot import take_slot
from app.delivery.terms import NewCityTerms
from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.kernel.ids import new_id
from app.stores.edit import StoreCard
from app.stores.errors import StoreNotFound
from app.stores.holidays import keep_holiday
from tests.app.delivery.factory import BANDS, city_store

MORNING = {"from": "09:00", "until": "11:00", "capacity": 2}
NIGHT = {"from": "22:00", "until": "24:00", "capacity": 1}
WEEK = {str(day): [["08:00", "20:00"]] for day in range(1, 8)}


def tomorrow(days: int = 1) -> date:
    return (clock.now() + timedelta(days=days)).astimezone(SHANGHAI).date()


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


async def test_distance_bands_decide_fee_and_least_amount(database: None) -> None:
    store = await city_store()
    fees = {metres: fee(await city_terms(store, metres), Load(5, 9000, 0, 100)) for metres in (0, 1000, 1001, 3000)}
    assert fees == {0: 300, 1000: 300, 1001: 600, 3000: 600}
    far = await city_offer(store, 3000)
    far.require(5000)
    with pytest.raises(BelowLeastAmount):
        far.require(4999)
    with pytest.raises(TooFar) as refused:
        await city_terms(store, 3001)
    assert refused.value.facts == {"distance_m": 3001, "most_m": 3000}


async def test_a_stores_own_radius_bounds_its_bands(database: None) -> None:
    store = await city_store(StoreCard("徐汇店", delivery_radius_m=2000))
    await city_terms(store, 2000)
    with pytest.raises(TooFar):
        await city_terms(store, 2001)


async def test_a_store_without_terms_or_closed_for_good_does_not_deliver(database: None) -> None:
    closed, over = await city_store(StoreCard("旧店", active=False), slots=[MORNING]), await city_store(slots=[MORNING])
    await terms_of_stores.remove(over)
    for store in (new_id(), closed, over):
        with pytest.raises(NoCityDelivery):
            await city_terms(store, 1)
        assert await slots(store, tomorrow()) == []
    with pytest.raises(TermsNotFound):
        await terms_of_stores.remove(over)
    with pytest.raises(StoreNotFound):
        await terms_of_stores.put(new_id(), NewCityTerms.model_validate({"bands": BANDS}))


async def test_slots_follow_hours_and_holidays(database: None) -> None:
    store = await city_store(StoreCard("徐汇店", hours=WEEK), slots=[NIGHT, MORNING])
    assert [slot.starts_at for slot in await slots(store, tomorrow())] == [at(tomorrow(), 9)]
    shut, late = tomorrow(2), tomorrow(3)
    await keep_holiday(store, shut, [])
    await keep_holiday(store, late, [["10:00", "24:00"]])
    assert await slots(store, shut) == []
    assert [slot.starts_at for slot in await slots(store, late)] == [at(late, 22)]


async def test_a_store_without_hours_on_the_books_is_bound_by_its_slots_alone(database: None) -> None:
    store = await city_store(slots=[MORNING])
    await keep_holiday(store, tomorrow(2), [])
    assert [len(await slots(store, tomorrow(days))) for days in (1, 2)] == [1, 0]


async def test_a_slot_closes_at_its_cut_off_when_full_and_far_ahead() -> None:
    (slot,) = day_slots([MORNING], date(2026, 5, 1))
    starts = datetime(2026, 5, 1, 1, tzinfo=UTC)
    assert slot == Slot(starts, starts + timedelta(hours=2), 2)
    cut_off = starts - timedelta(minutes=30)
    moments = [
        cut_off - timedelta(seconds=1),
        cut_off,
        starts - timedelta(days=7),
        starts - timedelta(days=7, seconds=1),
    ]
    assert [slot.now(1, 30, moment).open for moment in moments] == [True, False, True, False]
    assert not slot.now(2, 30, moments[0]).open


async def test_places_are_taken_up_to_capacity_and_given_back_once(database: None) -> None:
    store, start = await city_store(slots=[MORNING]), at(tomorrow(), 9)
    first, second = new_id(), new_id()
    assert [(await take_slot(order, store, start)).taken for order in (first, second)] == [1, 2]
    with pytest.raises(SlotFull):
        await take_slot(new_id(), store, start)
    for _ in range(2):
        await release_slots([first, new_id()])
        assert [(slot.taken, slot.open) for slot in await slots(store, tomorrow())] == [(1, True)]
    assert (await take_slot(new_id(), store, start)).open is False


async def test_what_is_no_slot_cannot_be_taken(database: None) -> None:
    store = await city_store(slots=[MORNING])
    for start in (at(tomorrow(), 10), at(tomorrow(-1), 9), at(tomorrow(9), 9)):
        with pytest.raises(SlotClosed):
            await take_slot(new_id(), store, start)
    assert await db.fetch_value("SELECT count(*) FROM delivery_slot_uses") == 0


async def test_changed_terms_replace_the_old_ones(database: None) -> None:
    store = await city_store(slots=[MORNING])
    await terms_of_stores.put(store, NewCityTerms.model_validate({"bands": BANDS[:1], "flash_minutes": 45}))
    assert await slots(store, tomorrow()) == []
    assert (await city_offer(store, 1)).flash_minutes == 45
    with pytest.raises(TooFar):
        await city_offer(store, 1001)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"bands": []}, "at least 1"),
        ({"bands": [BANDS[1], BANDS[0]]}, "由近到远"),
        ({"bands": [BANDS[0], BANDS[0]]}, "由近到远"),
        ({"bands": [BANDS[0] | {"fee": -1}]}, "greater than or equal to 0"),
        ({"bands": [BANDS[0] | {"up_to_m": 0}]}, "greater than or equal to 1"),
        ({"slots": [MORNING | {"capacity": 0}]}, "greater than or equal to 1"),
        ({"slots": [MORNING | {"until": "09:00"}]}, "晚于开始"),
        ({"slots": [MORNING | {"until": "24:01"}]}, "pattern"),
        ({"slots": [MORNING, MORNING | {"from": "10:59", "until": "12:00"}]}, "重叠"),
        ({"flash_minutes": 5}, "greater than or equal to 10"),
        ({"cut_off_minutes": -1}, "greater than or equal to 0"),
    ],
)
def test_terms_that_make_no_sense_are_refused(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        NewCityTerms.model_validate({"bands": BANDS} | changed)
