"""Whose customer a member becomes: pure, over the rules, the bond there is and what has happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.guides.states import AttributionMode, AttributionReason, Performance, WhichFriend


@dataclass(frozen=True, slots=True)
class Rules:
    """Days are how long a bond made by that event is locked; 0: the event makes none."""

    version: int
    mode: AttributionMode
    friends: WhichFriend
    entry_days: int
    friend_days: int
    purchase_days: int
    performance: Performance

    def days(self, reason: AttributionReason) -> int:
        """How long a bond made for this reason is locked. One made by hand holds like a friend's."""
        if reason is AttributionReason.ENTRY:
            return self.entry_days
        return self.purchase_days if reason is AttributionReason.PURCHASE else self.friend_days


@dataclass(frozen=True, slots=True)
class Bond:
    """`locked_until` null: not locked."""

    staff_id: UUID
    since: datetime
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Happening:
    """A member met, followed the link of, or bought from a guide. `reason` is FRIEND, ENTRY or PURCHASE."""

    member_id: UUID
    staff_id: UUID
    reason: AttributionReason
    at: datetime


def decide(
    rules: Rules, bond: Bond | None, happening: Happening, *, counts: bool = True, late: bool = False
) -> Bond | None:
    """The bond after what happened, or None when it stays as it is.

    Who has no guide gets this one. The same guide's bond is locked for longer, never for less. Another guide comes
    only after the lock, which in the mode `many` nobody has, and by a friendship that `counts` (see WhichFriend).
    What happened before the bond changes nothing, unless it was only told `late`: then whoever was first is first.
    """
    days = rules.days(happening.reason)
    if not days:
        return None
    until = happening.at + timedelta(days=days)
    if bond is None:
        return Bond(happening.staff_id, happening.at, until)
    earlier = late and happening.at < bond.since
    if bond.staff_id == happening.staff_id:
        longer = bond.locked_until is None or until > bond.locked_until
        since = happening.at if earlier else bond.since
        return Bond(bond.staff_id, since, until if longer else bond.locked_until) if longer or earlier else None
    if earlier and rules.mode is AttributionMode.ONE and bond.since < until:
        return Bond(happening.staff_id, happening.at, until)
    locked = rules.mode is AttributionMode.ONE and bond.locked_until is not None and happening.at < bond.locked_until
    if locked or not counts or happening.at < bond.since:
        return None
    return Bond(happening.staff_id, happening.at, until)
