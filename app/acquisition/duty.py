"""Whose friend a scan makes: which guides stand in a code's way now. Pure; nothing here asks anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

from app.acquisition.code_terms import CodeGuide, Window
from app.acquisition.states import Rotation
from app.kernel.clock import SHANGHAI

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Duty:
    """Who stands in the way, in the code's order. `over`: nobody had room or hours left, so caps or hours give way."""

    staff_ids: tuple[UUID, ...]
    over: bool


def on_duty(guides: Sequence[CodeGuide], rotation: Rotation, taken: Mapping[UUID, int], now: datetime) -> Duty:
    """Guides on shift and below their cap of the day; the backups when there are none; of these whom rotation picks.

    WeCom knows no way that leads to nobody. So when all are full, those on shift take what comes beyond their caps,
    and outside all hours everybody does. Empty only without guides. `taken`: friends by this code today.
    """
    on_shift = [guide for guide in guides if is_within(guide.windows, now)]
    with_room = [guide for guide in on_shift if has_room(guide, taken.get(guide.staff_id, 0))]
    for candidates in (with_room, on_shift, guides):
        regular = [guide for guide in candidates if not guide.backup]
        if chosen := regular or list(candidates):
            return Duty(_rotated(chosen, rotation, taken), over=candidates is not with_room)
    return Duty((), over=True)


def has_room(guide: CodeGuide, taken: int) -> bool:
    return guide.daily_cap is None or taken < guide.daily_cap


def is_within(windows: Sequence[Window], at: datetime) -> bool:
    """Whether a moment lies in one of these windows; always, without any."""
    local = at.astimezone(SHANGHAI)
    return not windows or any(_covers(each, local) for each in windows)


def next_change(guides: Sequence[CodeGuide], now: datetime) -> datetime:
    """The next moment at which shifts may change or caps begin anew: at the latest the next midnight."""
    local = now.astimezone(SHANGHAI)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    edges = {minute_of(edge) for guide in guides for each in guide.windows for edge in (each.start, each.end)} | {DAY}
    moments = (midnight + timedelta(minutes=edge) for edge in edges)
    return min(moment for moment in moments if moment > local)


def minute_of(clock: str) -> int:
    """`HH:MM` as minutes after midnight."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _covers(window: Window, local: datetime) -> bool:
    start, end, minute = minute_of(window.start), minute_of(window.end), local.hour * 60 + local.minute
    today, yesterday = local.isoweekday(), (local - timedelta(days=1)).isoweekday()
    if start < end:
        return today in window.days and start <= minute < end
    return (today in window.days and minute >= start) or (yesterday in window.days and minute < end)


def _rotated(guides: Sequence[CodeGuide], rotation: Rotation, taken: Mapping[UUID, int]) -> tuple[UUID, ...]:
    """All of them when WeCom distributes; else the one whose next friend keeps the shares nearest to the weights."""
    if rotation is Rotation.TOGETHER:
        return tuple(guide.staff_id for guide in guides)

    def share(guide: CodeGuide) -> Fraction:
        weight = guide.weight if rotation is Rotation.WEIGHTED else 1
        return Fraction(taken.get(guide.staff_id, 0) + 1, weight)

    return (min(guides, key=share).staff_id,)
