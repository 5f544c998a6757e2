"""Tags on members: put once, taken once, kept as history, and with who did it."""

from uuid import uuid4

import pytest

from app.kernel import db
from app.kernel.ids import new_id
from app.tags.edit_library import delete_tag
from app.tags.errors import TagNotFound
from app.tags.give import give, give_corp_tags, take
from app.tags.models import MemberTag
from app.tags.queries import past_tags_of, tags_of
from app.tags.states import Source
from tests.app.tags.factory import corp_tags, make_member, on, own_tags
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

TOLD = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE $1"


async def told(event: str) -> int:
    return int(await db.fetch_value(TOLD, f"{event}>%"))


async def test_many_tags_on_many_members_and_who_put_them(database: None) -> None:
    members, tags, rule = [await make_member(f"{n}") for n in range(3)], await own_tags("金卡", "常客"), new_id()
    assert await give(members, tags, Source.RULE, rule) == 6
    assert await told("TagsGiven") == 3
    shown = await tags_of(members)
    assert set(shown) == set(members)
    for one in shown.values():
        assert {(tag.name, tag.group_name, tag.source, tag.put_by) for tag in one} == {
            ("金卡", "会员等级", Source.RULE, rule),
            ("常客", "会员等级", Source.RULE, rule),
        }


async def test_the_same_again_changes_nothing_and_tells_nobody(database: None) -> None:
    member, [gold, regular] = await make_member(), await own_tags("金卡", "常客")
    staff = new_id()
    assert await give([member], [gold], Source.MANUAL, staff) == 1
    assert await give([member, member], [gold, regular, gold], Source.RULE, new_id()) == 1
    assert await told("TagsGiven") == 2
    assert await on(member) == {"金卡": "manual", "常客": "rule"}
    assert await take([member], [gold], Source.MANUAL, staff) == 1
    assert await take([member], [gold], Source.MANUAL, staff) == 0
    assert await told("TagsTaken") == 1
    assert await on(member) == {"常客": "rule"}


async def test_what_was_taken_is_history(database: None) -> None:
    member, [gold], staff = await make_member(), await own_tags("金卡"), new_id()
    for _ in range(2):
        await give([member], [gold], Source.MANUAL, staff)
        await take([member], [gold], Source.RULE, None)
    past = await past_tags_of(member)
    assert [(one.name, one.put_by, one.removed_source, one.removed_by) for one in past] == [
        ("金卡", staff, Source.RULE, None)
    ] * 2
    assert await on(member) == {}
    assert await MemberTag.all().count() == 2


async def test_a_deleted_tag_is_on_nobody_and_cannot_be_put(database: None) -> None:
    member, [gold, regular] = await make_member(), await own_tags("金卡", "常客")
    await give([member], [gold, regular], Source.MANUAL, None)
    await delete_tag(gold)
    assert await on(member) == {"常客": "manual"}
    other = await make_member("大满")
    with pytest.raises(TagNotFound):
        await give([other], [regular, gold], Source.MANUAL, None)
    with pytest.raises(TagNotFound):
        await give([other], [uuid4()], Source.MANUAL, None)
    assert await on(other) == {}


async def test_more_than_a_thousand_members_at_once_are_refused(database: None) -> None:
    [gold] = await own_tags("金卡")
    with pytest.raises(ValueError, match="1000"):
        await give([uuid4() for _ in range(1001)], [gold], Source.RULE, None)
    members = [uuid4() for _ in range(1000)]
    assert await give(members, [gold], Source.RULE, None) == 1000
    assert await take(members, [gold], Source.RULE, None) == 1000


async def test_corp_tags_are_given_by_their_names_at_wecom(enterprise: Enterprise, drain: Drain) -> None:
    [gold] = await corp_tags(drain, "金卡")
    member, code = await make_member(), new_id()
    assert gold.wecom_id
    assert await give_corp_tags(member, [gold.wecom_id, "etgone"], Source.CHANNEL_CODE, code) == 1
    assert await give_corp_tags(member, ["etgone"], Source.CHANNEL_CODE, code) == 0
    assert await on(member) == {"金卡": "channel_code"}
