"""Many at once are recognised exactly as one after the other."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from random import Random
from uuid import UUID

import pytest

from app.kernel import db
from app.members.models import IdentityConflict, Member, MemberIdentity
from app.members.recognise import recognise
from app.members.recognise_many import Person, recognise_many
from app.members.states import IdentityKind

UNIONID, OPENID, EXTERNAL = IdentityKind.UNIONID, IdentityKind.OPENID, IdentityKind.EXTERNAL_USERID
WRITTEN = """
SELECT sum(n_tup_ins + n_tup_upd)::int FROM pg_stat_xact_user_tables WHERE relname LIKE 'member%'
"""
Way = Callable[[Sequence[Person]], Awaitable[list[UUID]]]


async def one_by_one(people: Sequence[Person]) -> list[UUID]:
    return [await recognise(one.identities, nickname=one.nickname) for one in people]


def drawn(random: Random, count: int) -> list[Person]:
    """People with few names among them, so that they meet, and meet again with others'."""
    kinds = [[EXTERNAL], [UNIONID], [EXTERNAL, UNIONID], [OPENID, UNIONID], [EXTERNAL, OPENID, UNIONID]]
    return [
        Person({kind: f"{random.randrange(6)}" for kind in random.choice(kinds)}, random.choice(["", "小满", "王小明"]))
        for _ in range(count)
    ]


async def world(way: Way, known: Sequence[Person], people: Sequence[Person]) -> object:
    """What lies in the database after it, with members named by the order in which they were answered."""
    await db.execute("TRUNCATE members, member_identities, member_identity_conflicts")
    before = await one_by_one(known)
    answered = [*before, *await way(people)]
    names = {member: number for number, member in reversed(list(enumerate(answered)))}
    identities = {(one.kind, one.value): names[one.member_id] for one in await MemberIdentity.all()}
    nicknames = {names[one.id]: one.nickname for one in await Member.all()}
    conflicts = Counter((names[one.member_id], names[one.other_id]) for one in await IdentityConflict.all())
    return [names[one] for one in answered], identities, nicknames, conflicts


@pytest.mark.parametrize("seed", range(60))
async def test_many_at_once_are_told_apart_as_one_by_one(database: None, seed: int) -> None:
    random = Random(seed)
    known, people = drawn(random, random.randrange(6)), drawn(random, 1 + random.randrange(12))
    assert await world(recognise_many, known, people) == await world(one_by_one, known, people)


async def test_who_is_known_is_written_nowhere(database: None) -> None:
    people = [Person({EXTERNAL: f"wm{number}", UNIONID: f"u{number}"}, "小满") for number in range(50)]
    first = await recognise_many(people)

    @db.atomic
    async def again() -> tuple[list[UUID], int]:
        before = await db.fetch_value(WRITTEN)
        return await recognise_many(people), await db.fetch_value(WRITTEN) - before

    assert await again() == (first, 0)


async def test_both_ways_at_once_make_nobody_twice(database: None) -> None:
    people = [Person({EXTERNAL: f"wm{number}", UNIONID: f"u{number}"}) for number in range(20)]
    for number in range(5):
        fresh = [Person({k: f"{number}-{v}" for k, v in one.identities.items()}) for one in people]
        found = await asyncio.gather(recognise_many(fresh), one_by_one(fresh), recognise_many(fresh[::-1]))
        assert found[0] == found[1] == found[2][::-1]
    assert await Member.all().count() == 100


async def test_nobody_without_a_name_is_recognised(database: None) -> None:
    with pytest.raises(ValueError, match="identity"):
        await recognise_many([Person({})])
    assert await recognise_many([]) == []
