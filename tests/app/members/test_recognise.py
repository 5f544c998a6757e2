import asyncio
from collections.abc import Mapping

import pytest

from app.kernel.ids import new_id
from app.members.models import IdentityConflict, Member, MemberIdentity
from app.members.recognise import recognise
from app.members.states import IdentityKind

UNIONID, OPENID, EXTERNAL = IdentityKind.UNIONID, IdentityKind.OPENID, IdentityKind.EXTERNAL_USERID


async def test_nobody_known_makes_a_member_with_all_identities(database: None) -> None:
    member_id = await recognise({UNIONID: "u1", EXTERNAL: "wm1"}, nickname="小满")
    member = await Member.get(id=member_id)
    assert (member.nickname, member.joined_at) == ("小满", None)
    values = await MemberIdentity.filter(member_id=member_id).values_list("value", flat=True)
    assert sorted(map(str, values)) == ["u1", "wm1"]


async def test_a_known_identity_brings_the_missing_ones_to_its_member(database: None) -> None:
    friend = await recognise({UNIONID: "u1", EXTERNAL: "wm1"})
    assert await recognise({UNIONID: "u1", OPENID: "o1"}, joined=True) == friend
    assert await recognise({OPENID: "o1"}) == friend
    assert (await Member.get(id=friend)).joined_at is not None
    assert await Member.all().count() == 1


async def test_joining_is_told_once_and_a_nickname_is_never_replaced(database: None) -> None:
    member_id = await recognise({OPENID: "o1"}, nickname="小满", joined=True)
    first = (await Member.get(id=member_id)).joined_at
    await recognise({OPENID: "o1"}, nickname="别名", joined=True)
    member = await Member.get(id=member_id)
    assert (member.joined_at, member.nickname) == (first, "小满")


@pytest.mark.parametrize(
    ("identities", "kept"),
    [
        ({UNIONID: "u", OPENID: "o"}, UNIONID),
        ({OPENID: "o", EXTERNAL: "wm"}, OPENID),
        ({EXTERNAL: "wm", UNIONID: "u", OPENID: "o"}, UNIONID),
    ],
)
async def test_the_strongest_identity_wins_and_the_conflict_is_kept(
    database: None, identities: Mapping[IdentityKind, str], kept: IdentityKind
) -> None:
    owners = {kind: await recognise({kind: value}) for kind, value in identities.items()}
    for _ in range(2):
        assert await recognise(identities) == owners[kept]
    others = {owner for kind, owner in owners.items() if kind is not kept}
    conflicts = await IdentityConflict.all()
    assert {(conflict.member_id, conflict.other_id) for conflict in conflicts} == {
        (owners[kept], other) for other in others
    }
    for kind, value in identities.items():
        assert (await MemberIdentity.get(kind=kind, value=value)).member_id == owners[kind]


async def test_a_person_seen_first_by_two_processes_at_once_is_one_member(database: None) -> None:
    for number in range(10):
        seen = [{UNIONID: f"u{number}", OPENID: f"o{number}"}, {EXTERNAL: f"wm{number}", UNIONID: f"u{number}"}]
        members = await asyncio.gather(*(recognise(identities) for identities in seen * 3))
        assert len(set(members)) == 1
        assert await MemberIdentity.filter(member_id=members[0]).count() == 3
    assert await IdentityConflict.all().count() == 0


async def test_long_nicknames_are_cut(database: None) -> None:
    member_id = await recognise({OPENID: "o1"}, nickname="长" * 100)
    assert (await Member.get(id=member_id)).nickname == "长" * 64


async def test_recognising_needs_an_identity(database: None) -> None:
    with pytest.raises(ValueError, match="identity"):
        await recognise({})
    assert not await Member.exists(id=new_id())
