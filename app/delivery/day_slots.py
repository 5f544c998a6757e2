"""The delivery slots of one day. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.kernel.clock import SHANGHAI
from app.stores.hours import Holidays, Week, is_open

DAYS_AHEAD = 7
PROBE = timedelta(minutes=15)
LAST_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """Times in UTC. `open`: an order may still take a place in it."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int = 0
    open: bool = False

    def now(self, taken: int, cut_off_minutes: int, at: datetime) -> "Slot":
        """The slot as it stands: closed `cut_off_minutes` before its start, when full, or more than 7 days ahead."""
        soon_enough = self.starts_at - at <= timedelta(days=DAYS_AHEAD)
        in_time = at < self.starts_at - timedelta(minutes=cut_off_minutes)
        return replace(self, taken=taken, open=in_time and soon_enough and taken < self.capacity)


def day_slots(entries: Sequence[Mapping[str, Any]], day: date) -> list[Slot]:
    """Stored slots ({"from", "until", "capacity"}, Shanghai time, `until` up to 24:00) on a calendar day."""
    slots = [Slot(_moment(day, entry["from"]), _moment(day, entry["until"]), entry["capacity"]) for entry in entries]
    return sorted(slots, key=lambda slot: slot.starts_at)


def within(slot: Slot, hours: Week, holidays: Holidays) -> bool:
    """Whether the store is open all through the slot. Without hours on the books only its holidays close it."""
    if not hours and slot.starts_at.astimezone(SHANGHAI).date() not in holidays:
        return True
    probes = [slot.ends_at - LAST_MINUTE]
    while (moment := slot.starts_at + PROBE * (len(probes) - 1)) < slot.ends_at:
        probes.append(moment)
    return all(is_open(hours, holidays, moment) for moment in probes)


def _moment(day: date, clock_time: str) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return (midnight + timedelta(hours=int(clock_time[:2]), minutes=int(clock_time[3:]))).astimezone(UTC)
