"""Lost customers as head office looks at them, and why they left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.guides.errors import LossNotFound, UnknownReason
from app.guides.loss_policy import loss_policy
from app.guides.models import Loss
from app.guides.states import EndedBy
from app.members.queries import nicknames
from app.staff.queries import staff_by_ids


@dataclass(frozen=True, slots=True)
class LossFilter:
    """Each field narrows the list. `since` is included, `until` is not."""

    staff_id: UUID | None = None
    store_id: UUID | None = None
    by: EndedBy | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LossLine:
    """A loss with the names people know. `spent` in fen, null like `orders` for the moment until it is known."""

    id: UUID
    member_id: UUID
    nickname: str
    staff_id: UUID
    guide: str
    store_id: UUID | None
    by: EndedBy
    at: datetime
    friends_since: datetime
    orders: int | None
    spent: int | None
    reasons: list[str]
    recovered_at: datetime | None


async def losses_page(wanted: LossFilter, before: UUID | None, limit: int) -> list[LossLine]:
    """At most `limit` losses, those that became known last first, older than the given one."""
    found = Loss.filter(id__lt=before) if before else Loss.all()
    conditions = {
        "staff_id": wanted.staff_id,
        "store_id": wanted.store_id,
        "by": wanted.by,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    given = {name: value for name, value in conditions.items() if value is not None}
    return await _lines(await found.filter(**given).order_by("-id").limit(limit))


async def last_loss(staff_id: UUID, member_id: UUID) -> LossLine | None:
    """How this guide and this customer last ceased to be friends, recovered or not. None when they never did."""
    lines = await _lines(await Loss.filter(staff_id=staff_id, member_id=member_id).order_by("-at", "-id").limit(1))
    return lines[0] if lines else None


async def tag_loss(loss_id: UUID, reasons: Sequence[str], *, staff_id: UUID | None = None) -> LossLine:
    """Say why; replaces what was said before. With `staff_id` only that guide's own.

    Raises LossNotFound, UnknownReason.
    """
    if unknown := sorted(set(reasons) - set((await loss_policy()).reasons)):
        raise UnknownReason(reasons=unknown)
    found = Loss.filter(id=loss_id, staff_id=staff_id) if staff_id else Loss.filter(id=loss_id)
    if not await found.update(reasons=list(dict.fromkeys(reasons))):
        raise LossNotFound
    [line] = await _lines(await Loss.filter(id=loss_id))
    return line


async def _lines(losses: Sequence[Loss]) -> list[LossLine]:
    names = await nicknames({one.member_id for one in losses})
    staff = await staff_by_ids({one.staff_id for one in losses})
    return [
        LossLine(
            one.id,
            one.member_id,
            names.get(one.member_id, ""),
            one.staff_id,
            staff[one.staff_id].name if one.staff_id in staff else "",
            one.store_id,
            one.by,
            one.at,
            one.friends_since,
            one.orders,
            one.spent,
            one.reasons,
            one.recovered_at,
        )
        for one in losses
    ]
