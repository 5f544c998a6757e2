"""What a guide marks at WeCom is on the member, and what is put on the member is marked at WeCom."""

from datetime import timedelta
from typing import Any

import pytest

from app.guides.customer_edited import customer_edited
from app.guides.errors import FriendNotYetKnown
from app.guides.gateway import gateway as guides
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.staff.queries import StaffCard, staff_by_userid
from app.staff.sync import sync as sync_staff
from app.tags.edit_library import create_group, create_tag
from app.tags.give import give, take
from app.tags.models import Tag
from app.tags.observe import Observed, observe
from app.tags.states import Source
from tests.app.tags.factory import MARK, console_tags, corp_tags, friend, guide_edits, make_member, on, sync
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

FAILED = "SELECT count(*) FROM pgqueuer"


async def second_guide(enterprise: Enterprise) -> StaffCard:
    await enterprise.hire("hong", "小红")
    await sync_staff()
    found = await staff_by_userid("hong")
    assert found
    return found


async def shown(person: Any, userid: str = "lina") -> set[str]:
    """The names of the corp tags on this member's customer at WeCom."""
    details = await guides().customer_details(person["external_userid"])
    assert details
    ids = details.follows[userid].tag_ids
    return {tag.name for tag in await Tag.filter(wecom_id__in=list(ids))}


async def test_a_guides_tag_is_on_the_member_and_goes_with_it(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    person = await friend(enterprise, "lina")
    made = await console_tags(enterprise, "常客")
    tag = made["tag"][0]["id"]
    await guide_edits(enterprise, drain, "lina", person, add=[tag])
    assert await on(person["member_id"]) == {"常客": "wecom"}
    assert await enterprise.calls(MARK) == []
    await guide_edits(enterprise, drain, "lina", person, remove=[tag])
    assert await on(person["member_id"]) == {}
    assert await enterprise.calls(MARK) == []


async def test_a_tag_counts_while_any_guides_customer_has_it(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    await second_guide(enterprise)
    person = await friend(enterprise, "lina", "hong")
    tag = (await console_tags(enterprise, "常客"))["tag"][0]["id"]
    await guide_edits(enterprise, drain, "lina", person, add=[tag])
    await guide_edits(enterprise, drain, "hong", person, add=[tag])
    await guide_edits(enterprise, drain, "lina", person, remove=[tag])
    assert await on(person["member_id"]) == {"常客": "wecom"}
    assert await shown(person, "lina") == set()
    await guide_edits(enterprise, drain, "hong", person, remove=[tag])
    assert await on(person["member_id"]) == {}
    assert await enterprise.calls(MARK) == []


async def test_what_is_given_here_is_marked_for_the_members_guide_alone(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    await second_guide(enterprise)
    person = await friend(enterprise, "lina", "hong")
    gold, silver = await corp_tags(drain, "金卡", "银卡")
    await give([person["member_id"]], [gold.id, silver.id], Source.MANUAL, new_id())
    await drain()
    assert (await shown(person, "lina"), await shown(person, "hong")) == ({"金卡", "银卡"}, set())
    await take([person["member_id"]], [gold.id], Source.RULE, new_id())
    await drain()
    assert await shown(person, "lina") == {"银卡"}
    assert len(await enterprise.calls(MARK)) == 2
    assert await on(person["member_id"]) == {"银卡": "manual"}


async def test_without_a_guide_every_friend_shows_it(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    await second_guide(enterprise)
    person = await friend(enterprise, "lina", "hong")
    await db.execute("DELETE FROM guide_attributions")
    [gold] = await corp_tags(drain, "金卡")
    await give([person["member_id"]], [gold.id], Source.MANUAL, None)
    await drain()
    assert (await shown(person, "lina"), await shown(person, "hong")) == ({"金卡"}, {"金卡"})


async def test_what_was_given_before_there_was_a_friend_is_marked_then(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    [gold] = await corp_tags(drain, "金卡")
    person = await friend(enterprise, "lina")
    await enterprise.advance(2)
    await enterprise.post("/wecom/staff/lina/delete_customer", person_id=person["id"])
    await enterprise.arrived(2)
    await drain()
    await give([person["member_id"]], [gold.id], Source.MANUAL, None)
    await drain()
    assert await enterprise.calls(MARK) == []
    await enterprise.advance(5)
    await enterprise.scan(person, await enterprise.contact_way("lina"))
    await enterprise.arrived(3)
    await drain()
    assert await shown(person) == {"金卡"}


async def test_what_was_given_before_the_tag_was_at_wecom_is_marked_then(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    person = await friend(enterprise, "lina")
    await drain()
    tag = await create_tag(await create_group("会员等级"), "金卡")
    await give([person["member_id"]], [tag], Source.MANUAL, None)
    await drain()
    assert await shown(person) == {"金卡"}
    assert len(await enterprise.calls(MARK)) == 1


async def test_our_own_change_read_back_changes_nothing(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    person = await friend(enterprise, "lina")
    [gold] = await corp_tags(drain, "金卡")
    await give([person["member_id"]], [gold.id], Source.RULE, None)
    await drain()
    await customer_edited("lina", person["external_userid"], clock.now())
    await drain()
    assert await on(person["member_id"]) == {"金卡": "rule"}
    assert len(await enterprise.calls(MARK)) == 1


async def test_a_guide_takes_off_what_we_put_and_it_stays_off(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    person = await friend(enterprise, "lina")
    [gold] = await corp_tags(drain, "金卡")
    await give([person["member_id"]], [gold.id], Source.RULE, None)
    await drain()
    await enterprise.advance(5)
    await guide_edits(enterprise, drain, "lina", person, remove=[str(gold.wecom_id)])
    assert await on(person["member_id"]) == {}
    assert await shown(person) == set()
    assert len(await enterprise.calls(MARK)) == 1


async def test_of_two_changes_the_later_wins(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    person = await friend(enterprise, "lina")
    [gold] = await corp_tags(drain, "金卡")
    member, tag = person["member_id"], str(gold.wecom_id)
    marked = Observed(member, guide.id, frozenset({tag}))
    before = clock.now() - timedelta(minutes=1)
    await give([member], [gold.id], Source.MANUAL, None)
    await drain()
    await take([member], [gold.id], Source.MANUAL, None)
    await drain()
    # The guide had put it before we took it off: our word stays, and WeCom is told again.
    await guides().mark_customer("lina", person["external_userid"], [tag], [])
    await observe([marked], clock.now(), before)
    assert await on(member) == {}
    await drain()
    assert await shown(person) == set()
    # The guide puts it after that: theirs stays.
    await guides().mark_customer("lina", person["external_userid"], [tag], [])
    await observe([marked], clock.now())
    await drain()
    assert (await on(member), await shown(person)) == ({"金卡": "wecom"}, {"金卡"})


async def test_a_tag_that_wecom_deletes_while_we_give_it_ends_here(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    person = await friend(enterprise, "lina")
    gold, silver = await corp_tags(drain, "金卡", "银卡")
    await enterprise.post("/wecom/callbacks/settings", enabled=False)
    await enterprise.control.delete(f"/_sandbox/wecom/tags/{gold.wecom_id}")
    await give([person["member_id"]], [gold.id, silver.id], Source.MANUAL, None)
    await drain()
    assert await on(person["member_id"]) == {"银卡": "manual"}
    assert await shown(person) == {"银卡"}
    assert [call["answer"]["errcode"] for call in await enterprise.calls(MARK)] == [40068, 0]
    assert await db.fetch_value(FAILED) == 0


async def test_who_has_left_already_is_passed_over(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    person = await friend(enterprise, "lina")
    [gold] = await corp_tags(drain, "金卡")
    await enterprise.fault(MARK, "errcode", errcode=84061)
    await give([person["member_id"]], [gold.id], Source.MANUAL, None)
    await drain()
    assert len(await enterprise.calls(MARK)) == 1
    assert await db.fetch_value(FAILED) == 0
    assert await on(person["member_id"]) == {"金卡": "manual"}


async def test_remark_tags_and_a_late_unionid_come_with_one_edit(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    person = await friend(enterprise, "lina")
    await db.execute("DELETE FROM member_identities WHERE kind = 'unionid'")
    await enterprise.post("/wecom/staff/lina/edit_customer", person_id=person["id"], remark="王总")
    await enterprise.arrived(2)
    await drain()
    assert await db.fetch_value("SELECT remark FROM guide_follows") == "王总"
    owner = "SELECT member_id FROM member_identities WHERE kind = 'unionid' AND value = $1"
    assert await db.fetch_value(owner, person["unionid"]) == person["member_id"]


async def test_an_edit_before_the_friendship_waits_and_one_of_old_is_passed_over(
    enterprise: Enterprise, guide: StaffCard
) -> None:
    with pytest.raises(FriendNotYetKnown):
        await customer_edited("lina", "wmnew", clock.now())
    await customer_edited("lina", "wmold", clock.now() - timedelta(hours=1))
    await customer_edited("nobody", "wmold", clock.now())
    assert await enterprise.calls("externalcontact/get") == []


async def test_a_member_without_friends_costs_no_call(enterprise: Enterprise, drain: Drain) -> None:
    [gold] = await corp_tags(drain, "金卡")
    member = await make_member()
    await give([member], [gold.id], Source.RULE, None)
    await drain()
    assert await enterprise.calls(MARK) == []
    await sync()
    assert await on(member) == {"金卡": "rule"}
