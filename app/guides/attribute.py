"""Give members to guides: by what happened, by hand, and in a hand-over. Every change is logged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.guides import sql
from app.guides.attribution_rules import in_force
from app.guides.bonds import Bond, Happening, Rules, decide
from app.guides.errors import UnknownStaff
from app.guides.models import Attribution, AttributionChange
from app.guides.states import AttributionReason as Reason
from app.guides.states import WhichFriend
from app.kernel import clock, db, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.members.errors import MemberNotFound
from app.members.queries import nicknames
from app.staff.queries import staff_by_id

# Longer than callbacks and their jobs overtake each other, far shorter than any lock.
TOLD_LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Change:
    """A member's guide is another. None stands for no guide."""

    member_id: UUID
    from_staff_id: UUID | None
    to_staff_id: UUID | None
    reason: Reason


@atomic
async def attribute(happenings: Sequence[Happening], *, known: bool = False) -> list[Change]:
    """Decide by the rules in force what each happening, in order of time, does to its member's bond; what changed.

    A constant number of statements, however many happened. Happenings of one member wait for each other. `known`: they
    were overtaken by something later, and only put right who was first.
    """
    rules = await in_force.get()
    happenings = sorted((one for one in happenings if rules.days(one.reason)), key=lambda one: one.at)
    if not happenings:
        return []
    bonds = await _hold_bonds({one.member_id for one in happenings})
    late = await _late(happenings, bonds)
    happenings = [one for one in happenings if not known or one in late]
    counting = await _counting(rules, [one for one in happenings if one.reason is Reason.FRIEND])
    changed: list[Change] = []
    touched: dict[UUID, Bond] = {}
    for one in happenings:
        bond = bonds.get(one.member_id)
        counts = one.reason is not Reason.FRIEND or one in counting
        decided = decide(rules, bond, one, counts=counts, late=one in late)
        if decided is None:
            continue
        bonds[one.member_id] = touched[one.member_id] = decided
        if bond is None or bond.staff_id != decided.staff_id:
            reason = Reason.FIRST_FRIEND if bond is None and one.reason is Reason.FRIEND else one.reason
            changed.append(Change(one.member_id, bond.staff_id if bond else None, decided.staff_id, reason))
    await _keep(touched)
    await _log(changed, clock.now())
    return changed


@atomic
async def change_guide(member_id: UUID, staff_id: UUID | None, by: UUID, note: str) -> None:
    """Head office gives a member to a guide, or with None to nobody; locks do not stand in the way.

    Made by hand it is locked like a friend's. Raises UnknownStaff, also for a dismissed one, MemberNotFound.
    """
    if member_id not in await nicknames([member_id]):
        raise MemberNotFound
    staff = await staff_by_id(staff_id) if staff_id else None
    if staff_id and (staff is None or not staff.active):
        raise UnknownStaff(staff_id=str(staff_id))
    now, rules = clock.now(), await in_force.get()
    bond = (await _hold_bonds({member_id})).get(member_id)
    if staff_id is None:
        await Attribution.filter(member_id=member_id).delete()
    else:
        by_hand = Happening(member_id, staff_id, Reason.BY_HAND, now)
        await _keep({member_id: decide(rules, None, by_hand) or Bond(staff_id, now, None)})
    if staff_id != (bond.staff_id if bond else None):
        change = Change(member_id, bond.staff_id if bond else None, staff_id, Reason.BY_HAND)
        await _log([change], now, by=by, note=note)


@atomic
async def hand_on(
    member_ids: Collection[UUID], from_staff_id: UUID, to_staff_id: UUID, hand_over_id: UUID, by: UUID
) -> list[UUID]:
    """Give those of the members who belong to one guide to another, locked as they are; who they were.

    A bond's lock is the company's promise about the customer, not the guide's property.
    """
    now, bonds = clock.now(), await _hold_bonds(member_ids)
    moving = [member_id for member_id, bond in bonds.items() if bond.staff_id == from_staff_id]
    await _keep({one: Bond(to_staff_id, now, bonds[one].locked_until) for one in moving})
    changes = [Change(one, from_staff_id, to_staff_id, Reason.HANDED_OVER) for one in moving]
    await _log(changes, now, by=by, hand_over_id=hand_over_id)
    return moving


async def _hold_bonds(member_ids: Collection[UUID]) -> dict[UUID, Bond]:
    """The bonds of these members, held until the transaction ends, also those that are not there yet."""
    # Read by a statement of its own: one that has waited for a lock still sees what was before it.
    await db.execute(sql.HOLD_MEMBERS, sorted(locks.key("guide of", one) for one in member_ids))
    found = await Attribution.filter(member_id__in=list(member_ids)).order_by("member_id")
    return {one.member_id: Bond(one.staff_id, one.since, one.locked_until) for one in found}


async def _late(happenings: Sequence[Happening], bonds: Mapping[UUID, Bond]) -> set[Happening]:
    """Those that happened a little before a bond which an event made, not a person."""
    before = {
        one
        for one in happenings
        if one.member_id in bonds and timedelta(0) < bonds[one.member_id].since - one.at <= TOLD_LATE
    }
    if not before:
        return before
    by_people = AttributionChange.filter(
        member_id__in=[one.member_id for one in before], reason__in=[Reason.BY_HAND, Reason.HANDED_OVER]
    )
    fixed = set(await by_people.values_list("member_id", flat=True))
    return {one for one in before if one.member_id not in fixed}


async def _counting(rules: Rules, friends: Sequence[Happening]) -> set[Happening]:
    """The new friendships that may take a member from another guide."""
    if rules.friends is WhichFriend.LATEST or not friends:
        return set(friends)
    same_store = rules.friends is WhichFriend.FIRST_OF_STORE
    columns = zip(*((one.member_id, one.staff_id, one.at) for one in friends), strict=True)
    rows = await db.fetch(sql.LATER_FRIENDS, *map(list, columns), same_store)
    later = {(row["member_id"], row["staff_id"]) for row in rows}
    return {one for one in friends if (one.member_id, one.staff_id) not in later}


async def _keep(bonds: dict[UUID, Bond]) -> None:
    if bonds:
        rows = [(member_id, one.staff_id, one.since, one.locked_until) for member_id, one in bonds.items()]
        await db.execute(sql.KEEP_BONDS, *map(list, zip(*rows, strict=True)))


async def _log(
    changes: Sequence[Change], at: datetime, *, by: UUID | None = None, note: str = "", hand_over_id: UUID | None = None
) -> None:
    await AttributionChange.bulk_create(
        AttributionChange(
            id=new_id(),
            member_id=one.member_id,
            from_staff_id=one.from_staff_id,
            to_staff_id=one.to_staff_id,
            reason=one.reason.value,
            by_staff_id=by,
            note=note,
            hand_over_id=hand_over_id,
            at=at,
        )
        for one in changes
    )
