"""Opening hours against a plain minute-by-minute reading of them, and the statement against the function."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.clock import SHANGHAI
from app.stores.hours import fault_of, is_open, open_today, opens_at

MONDAY = datetime(2026, 3, 2, tzinfo=SHANGHAI)
USUAL = {str(day): [["09:00", "12:00"], ["13:30", "21:00"]] for day in range(1, 6)}
NIGHT = {"5": [["20:00", "02:00"]], "6": [["20:00", "24:00"]]}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the week of 2 March 2026; day 1 is Monday."""
    return (MONDAY + timedelta(days=day - 1, hours=hour, minutes=minute)).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(1, 8, 59), False),
        (at(1, 9), True),
        (at(1, 11, 59), True),
        (at(1, 12), False),
        (at(1, 13, 30), True),
        (at(1, 21), False),
        (at(6, 10), False),
    ],
)
def test_a_span_holds_its_start_and_not_its_end(moment: datetime, expected: bool) -> None:
    assert is_open(USUAL, {}, moment) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(at(5, 23), True), (at(6, 1, 59), True), (at(6, 2), False), (at(6, 23, 59), True), (at(7, 0), False)],
)
def test_a_night_goes_over_midnight(moment: datetime, expected: bool) -> None:
    assert is_open(NIGHT, {}, moment) is expected


def test_a_holiday_replaces_its_own_day_and_not_the_night_before() -> None:
    saturday = at(6, 1).astimezone(SHANGHAI).date()
    assert is_open(NIGHT, {saturday: []}, at(6, 1))
    assert not is_open(NIGHT, {saturday: []}, at(6, 21))
    assert is_open(NIGHT, {saturday: [["10:00", "11:00"]]}, at(6, 10, 30))
    assert not is_open(NIGHT, {saturday - timedelta(days=1): []}, at(6, 1))


def test_it_says_when_it_opens_next() -> None:
    assert opens_at(USUAL, {}, at(1, 10)) == at(1, 10)
    assert opens_at(USUAL, {}, at(1, 12, 5)) == at(1, 13, 30)
    assert opens_at(USUAL, {}, at(5, 22)) == at(8, 9)
    assert opens_at(USUAL, {MONDAY.date() + timedelta(days=7): []}, at(5, 22)) == at(9, 9)
    assert opens_at({}, {}, at(1, 10)) is None
    assert open_today(USUAL, {}, at(1, 12, 5))
    assert not open_today(USUAL, {}, at(1, 21, 30))


@pytest.mark.parametrize(
    ("spans", "good"),
    [
        ([], True),
        ([["00:00", "24:00"]], True),
        ([["09:00", "12:00"], ["12:30", "02:00"]], True),
        ([["9:00", "12:00"]], False),
        ([["09:00", "24:30"]], False),
        ([["24:00", "12:00"]], False),
        ([["09:60", "12:00"]], False),
        ([["09:00", "09:00"]], False),
        ([["09:00"]], False),
        ([["１９:00", "20:00"]], False),
        ([["09:00", "12:00"], ["11:00", "13:00"]], False),
        ([["12:00", "13:00"], ["09:00", "10:00"]], False),
        ([["20:00", "02:00"], ["22:00", "23:00"]], False),
        ([[f"{hour:02d}:00", f"{hour:02d}:30"] for hour in range(7)], False),
    ],
)
def test_spans_of_a_day_are_checked(spans: list[list[str]], good: bool) -> None:
    assert (fault_of(spans) is None) is good


@st.composite
def days(draw: st.DrawFn) -> list[list[str]]:
    marks = sorted(draw(st.sets(st.integers(0, 1439), max_size=6)))
    spans = [[_text(a), _text(b)] for a, b in zip(marks[::2], marks[1::2], strict=False)]
    if len(marks) % 2 and draw(st.booleans()):
        spans.append([_text(marks[-1]), _text(draw(st.integers(0, marks[-1]))) if marks[-1] else "24:00"])
    return [span for span in spans if fault_of([span]) is None]


weeks = st.dictionaries(st.sampled_from("1234567"), days())
holidays = st.dictionaries(st.sampled_from([MONDAY.date() + timedelta(days=n) for n in range(-1, 9)]), days())
moments = st.integers(0, 7 * 1440 - 1).map(lambda minute: MONDAY + timedelta(minutes=minute))


def _text(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def plainly_open(week: Mapping[str, list[list[str]]], off: Mapping[date, list[list[str]]], moment: datetime) -> bool:
    """Lay every span of the neighbouring days on one line of time and look."""
    for ahead in (-1, 0):
        day = moment.replace(hour=0, minute=0) + timedelta(days=ahead)
        for start, end in off.get(day.date(), week.get(str(day.isoweekday()), [])):
            opens = day + timedelta(hours=int(start[:2]), minutes=int(start[3:]))
            closes = day + timedelta(hours=int(end[:2]), minutes=int(end[3:]))
            if opens <= moment < (closes if closes > opens else closes + timedelta(days=1)):
                return True
    return False


@given(weeks, holidays, moments)
def test_any_hours_are_read_as_a_person_reads_them(
    week: dict[str, list[list[str]]], off: dict[date, list[list[str]]], moment: datetime
) -> None:
    assert is_open(week, off, moment.astimezone(UTC)) is plainly_open(week, off, moment)


@given(weeks, holidays, moments)
def test_it_is_open_when_it_says_that_it_opens_and_not_before(
    week: dict[str, list[list[str]]], off: dict[date, list[list[str]]], moment: datetime
) -> None:
    opens = opens_at(week, off, moment)
    if opens is None:
        assert not is_open(week, off, moment)
        return
    assert opens >= moment
    assert is_open(week, off, opens)
    assert opens == moment or not is_open(week, off, opens - timedelta(minutes=1))
