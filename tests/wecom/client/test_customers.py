"""Reading customers and noting things of them."""

from typing import Any

import pytest

from app.kernel.errors import PermanentFailure, UnknownOutcome
from tests.wecom.enterprise import Enterprise
from wecom.client import customers, marks, tags
from wecom.client.corp import Corp

GUIDE, OTHER, IDLE = "lina", "wangqiang", "zhaoliu"


@pytest.fixture
async def friends(enterprise: Enterprise) -> list[Any]:
    """Three people who are GUIDE's customers, the first of them OTHER's too."""
    for userid in (GUIDE, OTHER, IDLE):
        await enterprise.hire(userid)
    people = [await enterprise.person(f"客户{n}", f"1390000001{n}") for n in range(3)]
    way, others = await enterprise.contact_way(GUIDE, "spring"), await enterprise.contact_way(OTHER)
    for person in people:
        await enterprise.scan(person, way)
    await enterprise.scan(people[0], others)
    return people


def ids(people: list[Any]) -> list[str]:
    return [person["external_userid"] for person in people]


async def test_who_may_have_customers_and_who_they_are(corp: Corp, friends: list[Any]) -> None:
    assert sorted(await customers.follow_users(corp.contact)) == sorted([GUIDE, OTHER, IDLE])
    assert await customers.customer_ids(corp.contact, GUIDE) == ids(friends)
    assert await customers.customer_ids(corp.contact, IDLE) == []
    with pytest.raises(PermanentFailure) as refused:
        await customers.customer_ids(corp.contact, "nobody")
    assert refused.value.code == 40003


async def test_customers_of_members_come_page_by_page_with_what_each_notes(
    corp: Corp, enterprise: Enterprise, friends: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "PAGE", 2)
    await marks.remark(corp.contact, GUIDE, ids(friends)[0], remark="老客户", mobiles=["13900000010"])
    found = [one async for one in customers.followed_by(corp.contact, [GUIDE, OTHER, IDLE])]
    pairs = [(one.follow_info.userid, one.external_contact.external_userid) for one in found]
    assert pairs == [*((GUIDE, one) for one in ids(friends)), (OTHER, ids(friends)[0])]
    first, last = found[0], found[-1]
    assert (first.follow_info.remark, first.follow_info.remark_mobiles) == ("老客户", ["13900000010"])
    assert (first.follow_info.state, last.follow_info.state) == ("spring", "")
    assert first.external_contact.unionid == last.external_contact.unionid != ""
    calls = await enterprise.calls("externalcontact/batch/get_by_user")
    assert [bool(call["body"].get("cursor")) for call in calls] == [False, True]


async def test_who_stops_reading_early_asks_for_no_more_pages(
    corp: Corp, enterprise: Enterprise, friends: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "PAGE", 1)
    async for one in customers.followed_by(corp.contact, [GUIDE]):
        assert one.external_contact.external_userid == ids(friends)[0]
        break
    assert len(await enterprise.calls("externalcontact/batch/get_by_user")) == 1


async def test_many_members_are_asked_for_in_hundreds(corp: Corp, enterprise: Enterprise, friends: list[Any]) -> None:
    crowd = [await enterprise.hire(f"member{n}") for n in range(100)]
    found = [one async for one in customers.followed_by(corp.contact, [*crowd, GUIDE])]
    assert len(found) == 3
    calls = await enterprise.calls("externalcontact/batch/get_by_user")
    assert [len(call["body"]["userid_list"]) for call in calls] == [100, 1]


async def test_a_list_that_never_ends_is_given_up(
    corp: Corp, friends: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "PAGE", 1)
    monkeypatch.setattr("wecom.client.paging.MOST_PAGES", 2)
    reading = customers.followed_by(corp.contact, [GUIDE])
    assert [(await anext(reading)).external_contact.external_userid for _ in range(2)] == ids(friends)[:2]
    with pytest.raises(UnknownOutcome):
        await anext(reading)


async def test_a_remark_changes_only_what_is_given(corp: Corp, friends: list[Any]) -> None:
    someone = ids(friends)[0]
    await marks.remark(corp.contact, GUIDE, someone, remark="字" * 30, description="喜欢绿茶", mobiles=["13900000010"])
    await marks.remark(corp.contact, GUIDE, someone, mobiles=[])
    first = await anext(customers.followed_by(corp.contact, [GUIDE]))
    noted = first.follow_info
    assert (noted.remark, noted.description, noted.remark_mobiles) == ("字" * 20, "喜欢绿茶", [])
    with pytest.raises(ValueError, match="nothing"):
        await marks.remark(corp.contact, GUIDE, someone)


async def test_tags_are_put_on_and_taken_off(corp: Corp, friends: list[Any]) -> None:
    group = await tags.add(corp.contact, [tags.NewTag("绿茶"), tags.NewTag("红茶")], group_name="口味")
    green, red = (tag.id for tag in group.tag)
    someone = ids(friends)[0]
    await marks.mark_tag(corp.contact, GUIDE, someone, add=[green, red])
    await marks.mark_tag(corp.contact, GUIDE, someone, remove=[green])
    found = [one async for one in customers.followed_by(corp.contact, [GUIDE, OTHER])]
    assert [one.follow_info.tag_id for one in found] == [[red], [], [], []]
    with pytest.raises(PermanentFailure) as refused:
        await marks.mark_tag(corp.contact, IDLE, someone, add=[red])
    assert refused.value.code == 84061


async def test_the_tag_library_is_read_changed_and_emptied(corp: Corp) -> None:
    made = await tags.add(corp.contact, [tags.NewTag("绿茶", 2), tags.NewTag("红茶", 1)], group_name="口味", order=5)
    more = await tags.add(corp.contact, [tags.NewTag("白茶")], group_id=made.group_id)
    assert [tag.name for tag in more.tag] == ["白茶"]
    await tags.add(corp.contact, [tags.NewTag("金卡")], group_name="等级")
    [whole] = await tags.library(corp.contact, group_ids=[made.group_id])
    assert (whole.group_name, whole.order, [tag.name for tag in whole.tag]) == ("口味", 5, ["绿茶", "红茶", "白茶"])
    await tags.edit(corp.contact, made.tag[1].id, name="乌龙茶", order=9)
    [part] = await tags.library(corp.contact, tag_ids=[made.tag[1].id])
    assert [(tag.name, tag.order) for tag in part.tag] == [("乌龙茶", 9)]
    await tags.delete(corp.contact, tag_ids=[made.tag[0].id])
    assert sorted(len(group.tag) for group in await tags.library(corp.contact)) == [1, 2]
    await tags.delete(corp.contact, group_ids=[made.group_id])
    assert [group.group_name for group in await tags.library(corp.contact)] == ["等级"]


async def test_a_tag_of_somebody_else_and_a_name_twice_are_refused(corp: Corp, enterprise: Enterprise) -> None:
    console = await enterprise.post("/wecom/tags", group_name="等级", tags=["金卡"])
    with pytest.raises(PermanentFailure) as not_ours:
        await tags.edit(corp.contact, console["tag"][0]["id"], name="银卡")
    with pytest.raises(PermanentFailure) as twice:
        await tags.add(corp.contact, [tags.NewTag("金卡")], group_name="等级")
    assert (not_ours.value.code, twice.value.code) == (81011, 40071)
