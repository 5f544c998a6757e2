"""Reads of members."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel.personal import personal_data
from app.ledger import queries as ledger
from app.ledger.states import AccountKind
from app.members.errors import MemberNotFound
from app.members.models import Member, MemberIdentity
from app.members.states import IdentityKind


@dataclass(frozen=True, slots=True)
class Profile:
    """A member as they see themselves. `phone` is masked; `points_pending` wait for receipt."""

    id: UUID
    nickname: str
    phone: str | None
    points_pending: int
    joined_at: datetime | None


async def profile(member_id: UUID) -> Profile:
    """Raises MemberNotFound."""
    member = await Member.get_or_none(id=member_id)
    if member is None:
        raise MemberNotFound
    phone = masked(personal_data().open(member.phone_sealed)) if member.phone_sealed else None
    points = await ledger.balance(AccountKind.POINTS_PENDING, member_id)
    return Profile(member.id, member.nickname, phone, points, member.joined_at)


async def identities_of(member_id: UUID, kind: IdentityKind) -> list[str]:
    """Every value of one kind, such as all external_userids of a member."""
    values = await MemberIdentity.filter(member_id=member_id, kind=kind).values_list("value", flat=True)
    return [str(value) for value in values]


def masked(phone: str) -> str:
    """`138****8000`: enough for its owner to know it, not enough to call it."""
    return f"{phone[:3]}****{phone[-4:]}"


async def nicknames(member_ids: Collection[UUID]) -> dict[UUID, str]:
    """The nicknames of many members by id; empty for one whom no platform has named."""
    found = await Member.filter(id__in=list(member_ids)).values_list("id", "nickname")
    return dict(found)
