"""Recognise many people at once: what `recognise` says of each in turn, in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from app.kernel import clock, db, locks
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.members.recognise import LONGEST_NICKNAME, STRONGEST_FIRST
from app.members.states import IdentityKind

# $1 kinds, $2 values
OWNERS = """
SELECT i.kind, i.value, i.member_id, m.nickname = '' AS nameless
FROM unnest($1::text[], $2::text[]) AS given (kind, value)
JOIN member_identities i ON i.kind = given.kind AND i.value = given.value JOIN members m ON m.id = i.member_id
"""
# $1 keys. In their order, so that two that do this at once wait for each other in one direction only.
HOLD = "SELECT pg_advisory_xact_lock(key) FROM (SELECT key FROM unnest($1::bigint[]) AS given (key) ORDER BY key) AS k"
# $1 ids, $2 nicknames, $3 now
CREATE = """
INSERT INTO members (id, nickname, created_at)
SELECT id, nickname, $3 FROM unnest($1::uuid[], $2::text[]) AS given (id, nickname)
"""
# $1 ids, $2 nicknames
NAME = """
UPDATE members m SET nickname = given.nickname FROM unnest($1::uuid[], $2::text[]) AS given (id, nickname)
WHERE m.id = given.id AND m.nickname = ''
"""
# $1 ids, $2 members, $3 kinds, $4 values, $5 now
ATTACH = """
INSERT INTO member_identities (id, member_id, kind, value, created_at)
SELECT id, member_id, kind, value, $5
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS given (id, member_id, kind, value)
"""
# $1 ids, $2 members, $3 others, $4 evidence, $5 now
KEEP_CONFLICTS = """
INSERT INTO member_identity_conflicts (id, member_id, other_id, evidence, created_at)
SELECT id, member_id, other_id, evidence, $5
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS given (id, member_id, other_id, evidence)
ON CONFLICT (member_id, other_id) DO NOTHING RETURNING member_id, other_id
"""
Identity = tuple[IdentityKind, str]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a platform names them: at least one identity."""

    identities: Mapping[IdentityKind, str]
    nickname: str = ""


@dataclass
class _Found:
    """What is known of these people, and what is to be written of them."""

    owners: dict[Identity, UUID]
    nameless: set[UUID]
    created: dict[UUID, str] = field(default_factory=dict)
    named: dict[UUID, str] = field(default_factory=dict)
    attached: list[tuple[UUID, IdentityKind, str]] = field(default_factory=list)
    conflicts: dict[tuple[UUID, UUID], IdentityKind] = field(default_factory=dict)


@atomic
async def recognise_many(people: Sequence[Person]) -> list[UUID]:
    """The member of each, in the order given; made, completed and told apart as `recognise` does. Nobody joins by it.

    Writes nothing when everybody is known. Raises ValueError for a person without an identity.
    """
    if not all(one.identities for one in people):
        raise ValueError("recognising needs an identity")
    asked = {identity for one in people for identity in one.identities.items()}
    found = await _look_up(asked)
    if missing := asked - found.owners.keys():
        keys = [locks.key("identity", kind.value, value) for kind, value in missing | _beside(people, missing)]
        await db.fetch(HOLD, keys)
        found = await _look_up(asked)
    member_ids = [_place(one, found) for one in people]
    await _write(found)
    return member_ids


def _beside(people: Sequence[Person], missing: set[Identity]) -> set[Identity]:
    """The other identities of people of whom one is missing: `recognise` holds all of a person's."""
    return {each for one in people for each in one.identities.items() if missing & set(one.identities.items())}


async def _look_up(asked: set[Identity]) -> _Found:
    rows = await db.fetch(OWNERS, [kind.value for kind, _ in asked], [value for _, value in asked])
    owners = {(IdentityKind(row["kind"]), row["value"]): row["member_id"] for row in rows}
    return _Found(owners, {row["member_id"] for row in rows if row["nameless"]})


def _place(person: Person, found: _Found) -> UUID:
    """Whose these identities are, noting what is new about it for those who come after."""
    owners = {
        kind: found.owners[kind, value] for kind, value in person.identities.items() if (kind, value) in found.owners
    }
    nickname = person.nickname[:LONGEST_NICKNAME]
    member_id = next((owners[kind] for kind in STRONGEST_FIRST if kind in owners), None)
    if member_id is None:
        member_id = new_id()
        found.created[member_id] = nickname
    elif nickname and not found.created.get(member_id, "-"):
        found.created[member_id] = nickname
    elif nickname and member_id in found.nameless:
        found.named.setdefault(member_id, nickname)
    for kind, value in person.identities.items():
        if kind not in owners:
            found.owners[kind, value] = member_id
            found.attached.append((member_id, kind, value))
    for kind, owner in owners.items():
        if owner != member_id:
            found.conflicts.setdefault((member_id, owner), kind)
    return member_id


async def _write(found: _Found) -> None:
    now = clock.now()
    if found.created:
        await db.execute(CREATE, list(found.created), list(found.created.values()), now)
    if found.named:
        await db.execute(NAME, list(found.named), list(found.named.values()))
    if found.attached:
        members, kinds, values = (list(column) for column in zip(*found.attached, strict=True))
        await db.execute(ATTACH, [new_id() for _ in members], members, [str(kind) for kind in kinds], values, now)
    if found.conflicts:
        pairs, evidence = list(found.conflicts), [f"same {kind}" for kind in found.conflicts.values()]
        columns = [new_id() for _ in pairs], [one for one, _ in pairs], [other for _, other in pairs], evidence
        for row in await db.fetch(KEEP_CONFLICTS, *columns, now):
            log.warning("identity_conflict", member_id=row["member_id"], others=[str(row["other_id"])])
