"""Recognise a person by any of the names platforms know them by."""

from collections.abc import Mapping
from uuid import UUID

import structlog

from app.events.members import MemberJoined
from app.kernel import clock, db, locks, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.members.models import IdentityConflict, Member, MemberIdentity
from app.members.states import IdentityKind

# A unionid is the same over all apps of the company, an external_userid only inside WeCom.
STRONGEST_FIRST = (IdentityKind.UNIONID, IdentityKind.OPENID, IdentityKind.EXTERNAL_USERID)
LONGEST_NICKNAME = 64

OWNERS = """
SELECT i.kind, i.member_id FROM unnest($1::text[], $2::text[]) AS given (kind, value)
JOIN member_identities i ON i.kind = given.kind AND i.value = given.value
"""
COMPLETE = """
UPDATE members SET nickname = CASE WHEN nickname = '' THEN $2 ELSE nickname END,
    joined_at = CASE WHEN $3 THEN coalesce(joined_at, $4) ELSE joined_at END
WHERE id = $1 AND (nickname = '' AND $2 <> '' OR joined_at IS NULL AND $3)
RETURNING joined_at = $4
"""

log = structlog.get_logger(__name__)


@atomic
async def recognise(identities: Mapping[IdentityKind, str], *, nickname: str = "", joined: bool = False) -> UUID:
    """The member who has these identities; made when nobody has, given those still missing when one has.

    `joined`: they logged in to the mini-program; the first time tells MemberJoined. When the identities belong to
    several members, the one of the strongest wins and an IdentityConflict is kept for an audited merge. Raises
    ValueError without an identity.
    """
    if not identities:
        raise ValueError("recognising needs an identity")
    owners = await _owners(identities)
    if len(owners) < len(identities):
        for kind in sorted(identities):
            await locks.hold("identity", kind.value, identities[kind])
        owners = await _owners(identities)
    member_id = next((owners[kind] for kind in STRONGEST_FIRST if kind in owners), None)
    if member_id is None:
        member_id, first_time = await _create(nickname, joined), joined
    else:
        first_time = await _complete(member_id, nickname, joined)
    if first_time:
        await outbox.publish(MemberJoined(member_id, clock.now()))
    await _attach(member_id, {kind: value for kind, value in identities.items() if kind not in owners})
    await _keep_conflicts(member_id, owners)
    return member_id


async def _owners(identities: Mapping[IdentityKind, str]) -> dict[IdentityKind, UUID]:
    rows = await db.fetch(OWNERS, [kind.value for kind in identities], list(identities.values()))
    return {IdentityKind(row["kind"]): row["member_id"] for row in rows}


async def _create(nickname: str, joined: bool) -> UUID:
    now = clock.now()
    member = await Member.create(
        id=new_id(), nickname=nickname[:LONGEST_NICKNAME], joined_at=now if joined else None, created_at=now
    )
    return member.id


async def _complete(member_id: UUID, nickname: str, joined: bool) -> bool:
    """Whether it was this login that made them a member of the mini-program."""
    return bool(await db.fetch_value(COMPLETE, member_id, nickname[:LONGEST_NICKNAME], joined, clock.now()))


async def _attach(member_id: UUID, missing: Mapping[IdentityKind, str]) -> None:
    now = clock.now()
    await MemberIdentity.bulk_create(
        MemberIdentity(id=new_id(), member_id=member_id, kind=kind, value=value, created_at=now)
        for kind, value in missing.items()
    )


async def _keep_conflicts(member_id: UUID, owners: Mapping[IdentityKind, UUID]) -> None:
    others = {owner: kind for kind, owner in owners.items() if owner != member_id}
    now = clock.now()
    conflicts = [
        IdentityConflict(id=new_id(), member_id=member_id, other_id=other, evidence=f"same {kind}", created_at=now)
        for other, kind in others.items()
    ]
    if conflicts:
        await IdentityConflict.bulk_create(conflicts, ignore_conflicts=True)
        log.warning("identity_conflict", member_id=member_id, others=[str(other) for other in others])
