"""Reads of staff."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.staff.models import Staff
from app.staff.states import Role


@dataclass(frozen=True, slots=True)
class StaffCard:
    """A member of staff without secrets. `userid` is the WeCom userid; `active` false: dismissed."""

    id: UUID
    userid: str
    name: str
    roles: frozenset[str]
    active: bool
    store_id: UUID | None = None


async def staff_by_userid(userid: str) -> StaffCard | None:
    """Also finds the dismissed."""
    return _card(await Staff.get_or_none(userid=userid))


async def staff_by_id(staff_id: UUID) -> StaffCard | None:
    """Also finds the dismissed."""
    return _card(await Staff.get_or_none(id=staff_id))


async def staff_by_ids(staff_ids: Collection[UUID]) -> dict[UUID, StaffCard]:
    """Those that exist, by id."""
    return {one.id: to_card(one) for one in await Staff.filter(id__in=list(staff_ids))}


async def staff_with_role(role: Role) -> list[StaffCard]:
    """Those at work who have it, in order of id."""
    return [to_card(one) for one in await Staff.filter(active=True, roles__contains=[role.value]).order_by("id")]


async def staff_page(after: UUID | None, limit: int) -> list[StaffCard]:
    """At most `limit` staff in order of id, after the given one."""
    found = Staff.filter(id__gt=after) if after else Staff.all()
    return [to_card(one) for one in await found.order_by("id").limit(limit)]


def to_card(staff: Staff) -> StaffCard:
    return StaffCard(staff.id, staff.userid, staff.name, frozenset(staff.roles), staff.active, staff.store_id)


def _card(staff: Staff | None) -> StaffCard | None:
    return to_card(staff) if staff else None
