"""Who stands in a channel code's way: properties over random rules, counts and moments, and the named cases."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.acquisition.code_terms import CodeGuide, Window
from app.acquisition.duty import has_room, is_within, next_change, on_duty
from app.acquisition.states import Rotation
from app.kernel.clock import SHANGHAI

LI, WANG, ZHAO = UUID(int=1), UUID(int=2), UUID(int=3)
WEEKDAYS, WEEKEND = [1, 2, 3, 4, 5], [6, 7]
# A Monday.
MONDAY = datetime(2026, 6, 1, tzinfo=SHANGHAI)

clocks = st.integers(0, 24 * 60).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")
days = st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True)
windows = st.lists(st.builds(Window, days=days, start=clocks, end=clocks), max_size=3)
guide_lists = st.lists(
    st.builds(
        CodeGuide,
        staff_id=st.uuids(),
        backup=st.booleans(),
        daily_cap=st.none() | st.integers(1, 5),
        weight=st.integers(1, 100),
        windows=windows,
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda guide: guide.staff_id,
)
rotations = st.sampled_from(Rotation)
moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: MONDAY.astimezone(UTC) + timedelta(minutes=minutes))


def at(hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def hours(start: str, end: str, on: list[int] = WEEKDAYS) -> list[Window]:
    return [Window(days=on, start=start, end=end)]


@given(guide_lists, rotations, st.data(), moments)
def test_nobody_beyond_a_cap_or_off_shift_while_somebody_is_not(
    guides: list[CodeGuide], rotation: Rotation, data: st.DataObject, now: datetime
) -> None:
    taken = {guide.staff_id: data.draw(st.integers(0, 6)) for guide in guides}
    duty = on_duty(guides, rotation, taken, now)
    by_id = {guide.staff_id: guide for guide in guides}
    free = {one.staff_id for one in guides if is_within(one.windows, now) and has_room(one, taken[one.staff_id])}
    chosen = {*duty.staff_ids}
    assert chosen
    assert len(chosen) == len(duty.staff_ids)
    assert chosen <= set(by_id)
    assert duty.over is not bool(free)
    if free:
        assert chosen <= free
        regular = {staff_id for staff_id in free if not by_id[staff_id].backup}
        assert chosen <= regular if regular else all(by_id[one].backup for one in chosen)
    if rotation is not Rotation.TOGETHER:
        assert len(chosen) == 1
    elif free:
        assert chosen == (regular or free)


@given(guide_lists, rotations, moments, st.integers(0, 999))
def test_without_friends_nothing_changes_before_the_next_change(
    guides: list[CodeGuide], rotation: Rotation, now: datetime, thousandths: int
) -> None:
    change = next_change(guides, now)
    midnight = (now.astimezone(SHANGHAI) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    assert now < change <= midnight
    assert on_duty(guides, rotation, {}, now + (change - now) * thousandths / 1000) == on_duty(
        guides, rotation, {}, now
    )


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_weighted_rotation_gives_each_exactly_its_share(weights: list[int]) -> None:
    guides = [CodeGuide(staff_id=UUID(int=number), weight=weight) for number, weight in enumerate(weights)]
    taken = {guide.staff_id: 0 for guide in guides}
    for _ in range(2 * sum(weights)):
        [turn] = on_duty(guides, Rotation.WEIGHTED, taken, MONDAY).staff_ids
        taken[turn] += 1
    assert list(taken.values()) == [2 * weight for weight in weights]


def test_round_robin_goes_around_whatever_the_weights() -> None:
    guides = [CodeGuide(staff_id=LI, weight=9), CodeGuide(staff_id=WANG), CodeGuide(staff_id=ZHAO)]
    taken: dict[UUID, int] = {}
    turns = []
    for _ in range(6):
        [turn] = on_duty(guides, Rotation.ROUND_ROBIN, taken, MONDAY).staff_ids
        taken[turn] = taken.get(turn, 0) + 1
        turns.append(turn)
    assert turns == [LI, WANG, ZHAO, LI, WANG, ZHAO]


def test_backups_stand_in_when_the_last_regular_guide_is_full_and_step_back_the_next_day() -> None:
    guides = [
        CodeGuide(staff_id=LI, daily_cap=2),
        CodeGuide(staff_id=WANG, daily_cap=1),
        CodeGuide(staff_id=ZHAO, backup=True),
    ]
    assert on_duty(guides, Rotation.TOGETHER, {LI: 1}, at(9)).staff_ids == (LI, WANG)
    assert on_duty(guides, Rotation.TOGETHER, {LI: 2}, at(9)).staff_ids == (WANG,)
    assert on_duty(guides, Rotation.TOGETHER, {LI: 2, WANG: 1}, at(9)).staff_ids == (ZHAO,)
    assert on_duty(guides, Rotation.TOGETHER, {}, at(0, day=1)).staff_ids == (LI, WANG)


def test_when_all_are_full_those_on_shift_go_on() -> None:
    guides = [
        CodeGuide(staff_id=LI, daily_cap=1, windows=hours("09:00", "12:00")),
        CodeGuide(staff_id=WANG, daily_cap=1),
    ]
    full = {LI: 1, WANG: 1}
    morning, evening = (
        on_duty(guides, Rotation.TOGETHER, full, at(10)),
        on_duty(guides, Rotation.TOGETHER, full, at(20)),
    )
    assert (morning.staff_ids, morning.over) == ((LI, WANG), True)
    assert (evening.staff_ids, evening.over) == ((WANG,), True)


@pytest.mark.parametrize(
    ("window", "moment", "inside"),
    [
        (hours("09:00", "18:00"), at(9), True),
        (hours("09:00", "18:00"), at(8, 59), False),
        (hours("09:00", "18:00"), at(17, 59), True),
        (hours("09:00", "18:00"), at(18), False),
        (hours("09:00", "18:00", WEEKEND), at(12), False),
        (hours("09:00", "18:00", WEEKEND), at(12, day=5), True),
        (hours("18:00", "24:00"), at(23, 59), True),
        (hours("22:00", "02:00", [5]), at(1, day=5), True),
        (hours("22:00", "02:00", [5]), at(2, day=5), False),
        (hours("22:00", "02:00", [5]), at(1, day=4), False),
        (hours("09:00", "09:00", [1]), at(8, day=1), True),
        (hours("09:00", "09:00", [1]), at(9, day=1), False),
        ([], at(3), True),
    ],
)
def test_windows_are_of_shanghai_and_without_their_end(window: list[Window], moment: datetime, inside: bool) -> None:
    assert is_within(window, moment.astimezone(UTC)) is inside
