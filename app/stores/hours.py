"""When a store is open. Pure; times are Shanghai wall clock, which knows no summer time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from app.kernel.clock import SHANGHAI

Spans = Sequence[Sequence[str]]
Week = Mapping[str, Spans]
Holidays = Mapping[date, Spans]

DAY = 24 * 60
MOST_SPANS = 6
DAYS_AHEAD = 14


def is_open(hours: Week, holidays: Holidays, moment: datetime) -> bool:
    """Whether a span of today, or one of yesterday that goes over midnight, holds the moment; its end is outside.

    A holiday replaces the hours of its own day. What began the evening before still runs to its end.
    """
    local = moment.astimezone(SHANGHAI)
    minute, today = _minute(local), local.date()
    return any(start <= minute < end for start, end in _spans_on(hours, holidays, today)) or any(
        minute < end - DAY for _, end in _spans_on(hours, holidays, today - timedelta(days=1))
    )


def opens_at(hours: Week, holidays: Holidays, moment: datetime) -> datetime | None:
    """When it opens next after the moment, within fourteen days; the moment itself when it is open; else None."""
    if is_open(hours, holidays, moment):
        return moment
    local = moment.astimezone(SHANGHAI)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for ahead in range(DAYS_AHEAD):
        day = midnight + timedelta(days=ahead)
        for start, _ in sorted(_spans_on(hours, holidays, day.date())):
            opens = day + timedelta(minutes=start)
            if opens > local:
                return opens.astimezone(moment.tzinfo)
    return None


def open_today(hours: Week, holidays: Holidays, moment: datetime) -> bool:
    """Whether it is open or opens later on the same Shanghai day."""
    opens = opens_at(hours, holidays, moment)
    return opens is not None and opens.astimezone(SHANGHAI).date() == moment.astimezone(SHANGHAI).date()


def fault_of(spans: Spans) -> str | None:
    """What is wrong with the spans of one day, in Chinese, or None.

    They are ["HH:MM", "HH:MM"] in growing order and do not touch; only the last may end after midnight.
    """
    if len(spans) > MOST_SPANS:
        return f"一天最多 {MOST_SPANS} 段营业时间"
    before = -1
    for number, span in enumerate(spans):
        if len(span) != 2 or not _is_time(span[0], DAY - 1) or not _is_time(span[1], DAY) or span[0] == span[1]:
            return "营业时间应为两个 HH:MM，且起止不同"
        start, end = _span(span)
        if start <= before:
            return "营业时间段应按先后排列，且互不重叠"
        if end > DAY and number < len(spans) - 1:
            return "只有当天最后一段可以跨过零点"
        before = end
    return None


def _spans_on(hours: Week, holidays: Holidays, day: date) -> list[tuple[int, int]]:
    """Minutes after the day's midnight; an end after midnight is above DAY."""
    spans = holidays[day] if day in holidays else hours.get(str(day.isoweekday()), ())
    return [_span(span) for span in spans]


def _span(span: Sequence[str]) -> tuple[int, int]:
    start, end = _clock(span[0]), _clock(span[1])
    return start, end if end > start else end + DAY


def _clock(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _is_time(text: str, latest: int) -> bool:
    shaped = len(text) == 5 and text[2] == ":" and (text[:2] + text[3:]).isascii() and (text[:2] + text[3:]).isdigit()
    return shaped and int(text[3:]) < 60 and _clock(text) <= latest


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute
