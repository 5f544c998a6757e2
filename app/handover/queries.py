"""Reads of hand-overs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.handover import sql
from app.handover.errors import HandOverNotFound
from app.handover.models import HandedCustomer, HandedGroup, HandOver, HandOverPair
from app.handover.states import Commission, Split, TransferState
from app.kernel import db


@dataclass(frozen=True, slots=True)
class HandOverLine:
    """A hand-over. `customers` and `groups` count by state; states that nobody is in are left out."""

    id: UUID
    from_staff_id: UUID
    to_staff_ids: list[UUID]
    resigned: bool
    split: Split
    commission: Commission
    message: str
    created_by: UUID
    created_at: datetime
    cancelled_at: datetime | None
    customers: dict[str, int]
    groups: dict[str, int]


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One customer of a hand-over, and to whom. `reason` is WeCom's, in Chinese."""

    id: UUID
    external_userid: str
    member_id: UUID | None
    to_staff_id: UUID
    state: TransferState
    reason: str
    begun_at: datetime | None
    takeover_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of a hand-over, and to whom."""

    id: UUID
    chat_id: str
    to_staff_id: UUID
    state: TransferState
    reason: str
    begun_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnassignedLine:
    """Someone who has left with customers that wait; for `under_way` of them a hand-over has been made."""

    userid: str
    left_at: datetime
    seen_at: datetime
    customers: int
    under_way: int


async def hand_over(hand_over_id: UUID) -> HandOverLine:
    """Raises HandOverNotFound."""
    found = await HandOver.get_or_none(id=hand_over_id)
    if found is None:
        raise HandOverNotFound
    return (await _lines([found]))[0]


async def hand_overs(before: UUID | None, limit: int) -> list[HandOverLine]:
    """At most `limit`, newest first, older than the given one."""
    found = HandOver.filter(id__lt=before) if before else HandOver.all()
    return await _lines(await found.order_by("-id").limit(limit))


async def customers(
    hand_over_id: UUID, after: UUID | None, limit: int, state: TransferState | None = None
) -> list[CustomerLine]:
    """At most `limit` customers in the order of planning, after the given row."""
    found = HandedCustomer.filter(hand_over_id=hand_over_id, **({"state": state} if state else {}))
    rows = await (found.filter(id__gt=after) if after else found).order_by("id").limit(limit)
    to = await _successors([hand_over_id])
    names = [name for name in CustomerLine.__slots__ if name != "to_staff_id"]
    return [CustomerLine(to_staff_id=to[row.pair_id], **{name: getattr(row, name) for name in names}) for row in rows]


async def groups(hand_over_id: UUID, after: UUID | None, limit: int) -> list[GroupLine]:
    """At most `limit` groups in the order of planning, after the given row."""
    found = HandedGroup.filter(hand_over_id=hand_over_id)
    rows = await (found.filter(id__gt=after) if after else found).order_by("id").limit(limit)
    to = await _successors([hand_over_id])
    names = [name for name in GroupLine.__slots__ if name != "to_staff_id"]
    return [GroupLine(to_staff_id=to[row.pair_id], **{name: getattr(row, name) for name in names}) for row in rows]


async def on_the_way(external_userids: Collection[str], to_staff_id: UUID) -> bool:
    """Whether a customer of one of these names goes to this successor just now."""
    return bool(await db.fetch_value(sql.ON_THE_WAY, list(external_userids), to_staff_id))


async def unassigned(after: str, limit: int) -> list[UnassignedLine]:
    """At most `limit` who have left, in order of userid, after the given one ("" for the first)."""
    return [UnassignedLine(**dict(row)) for row in await db.fetch(sql.UNASSIGNED, after, limit)]


async def _successors(hand_over_ids: Collection[UUID]) -> dict[UUID, UUID]:
    pairs = HandOverPair.filter(hand_over_id__in=list(hand_over_ids))
    return {pair.id: pair.to_staff_id for pair in await pairs}


async def _lines(found: Collection[HandOver]) -> list[HandOverLine]:
    ids = [one.id for one in found]
    to: dict[UUID, list[UUID]] = {one: [] for one in ids}
    for pair in await HandOverPair.filter(hand_over_id__in=ids).order_by("id"):
        to[pair.hand_over_id].append(pair.to_staff_id)
    counts: dict[UUID, dict[str, dict[str, int]]] = {one: {"customers": {}, "groups": {}} for one in ids}
    for row in await db.fetch(sql.COUNTS, ids):
        counts[row["hand_over_id"]][row["of"]][row["state"]] = row["n"]
    names = [name for name in HandOverLine.__slots__ if name not in ("to_staff_ids", "customers", "groups")]
    return [
        HandOverLine(
            to_staff_ids=to[one.id],
            customers=counts[one.id]["customers"],
            groups=counts[one.id]["groups"],
            **{name: getattr(one, name) for name in names},
        )
        for one in found
    ]
