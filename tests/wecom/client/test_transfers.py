"""Handing customers and groups to another member."""

from typing import Any

import pytest

from app.kernel.errors import PermanentFailure
from tests.wecom.enterprise import Enterprise
from wecom.client import customers, group_transfers, groups, transfers
from wecom.client.corp import Corp

GUIDE, HEIR = "lina", "wangqiang"
DAY = 24 * 3600


@pytest.fixture
async def friends(enterprise: Enterprise) -> list[str]:
    """The external_userids of three customers of GUIDE."""
    for userid in (GUIDE, HEIR):
        await enterprise.hire(userid)
    way = await enterprise.contact_way(GUIDE)
    people: list[Any] = [await enterprise.person(f"客户{n}", f"1390000001{n}") for n in range(3)]
    for person in people:
        await enterprise.scan(person, way)
    return [person["external_userid"] for person in people]


async def test_customers_go_to_another_member_after_a_day(
    corp: Corp, enterprise: Enterprise, friends: list[str]
) -> None:
    begun = await transfers.begin(corp.contact, GUIDE, HEIR, friends[:2], "以后由王强为您服务")
    assert [(one.external_userid, one.errcode) for one in begun] == [(one, 0) for one in friends[:2]]
    again = await transfers.begin(corp.contact, GUIDE, HEIR, [friends[0], "wm-nobody"])
    assert [one.errcode for one in again] == [40129, 40096]
    waiting = [one async for one in transfers.results(corp.contact, GUIDE, HEIR)]
    assert [(one.external_userid, one.status) for one in waiting] == [(one, transfers.WAITING) for one in friends[:2]]
    await enterprise.advance(DAY + 60)
    done = [one async for one in transfers.results(corp.contact, GUIDE, HEIR)]
    assert {one.status for one in done} == {transfers.DONE}
    assert await customers.customer_ids(corp.contact, HEIR) == friends[:2]
    assert await customers.customer_ids(corp.contact, GUIDE) == friends[2:]


async def test_customers_of_who_has_left_are_found_and_given_away(
    corp: Corp, enterprise: Enterprise, friends: list[str]
) -> None:
    with pytest.raises(PermanentFailure) as too_early:
        await transfers.begin_for_resigned(corp.contact, GUIDE, HEIR, friends)
    assert too_early.value.code == 40097
    await enterprise.post(f"/wecom/staff/{GUIDE}/resign")
    left = [one async for one in transfers.unassigned(corp.contact)]
    assert sorted(one.external_userid for one in left) == sorted(friends)
    assert {one.handover_userid for one in left} == {GUIDE}
    assert min(one.dimission_time for one in left) > 0
    begun = await transfers.begin_for_resigned(corp.contact, GUIDE, HEIR, friends)
    assert [one.errcode for one in begun] == [0, 0, 0]
    assert [one async for one in transfers.unassigned(corp.contact)] == []
    waiting = [one async for one in transfers.results(corp.contact, GUIDE, HEIR, resigned=True)]
    assert [one.external_userid for one in waiting] == friends


async def test_unassigned_customers_come_page_by_page(
    corp: Corp, enterprise: Enterprise, friends: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfers, "PAGE", 2)
    await enterprise.post(f"/wecom/staff/{GUIDE}/resign")
    assert sorted([one.external_userid async for one in transfers.unassigned(corp.contact)]) == sorted(friends)
    assert len(await enterprise.calls("externalcontact/get_unassigned_list")) == 2


async def test_groups_get_another_owner(corp: Corp, enterprise: Enterprise, friends: list[str]) -> None:
    chat_id, other = await enterprise.group(GUIDE), await enterprise.group(GUIDE, name="二群")
    failed = await group_transfers.hand_over(corp.contact, [chat_id], HEIR, resigned=True)
    assert [(one.chat_id, one.errcode) for one in failed] == [(chat_id, 90500)]
    assert await group_transfers.hand_over(corp.contact, [chat_id], HEIR) == []
    assert (await groups.group(corp.contact, chat_id)).owner == HEIR
    await enterprise.post(f"/wecom/staff/{GUIDE}/resign")
    failed = await group_transfers.hand_over(corp.contact, [other], HEIR)
    assert [one.errcode for one in failed] == [90502]
    assert await group_transfers.hand_over(corp.contact, [other], HEIR, resigned=True) == []
    assert (await groups.group(corp.contact, other)).owner == HEIR


@pytest.mark.parametrize("count", [0, 101])
async def test_nobody_or_too_many_are_not_even_asked_for(corp: Corp, enterprise: Enterprise, count: int) -> None:
    too_many = [f"wm{n}" for n in range(count)]
    with pytest.raises(ValueError, match="at a time"):
        await transfers.begin(corp.contact, GUIDE, HEIR, too_many)
    with pytest.raises(ValueError, match="at a time"):
        await group_transfers.hand_over(corp.contact, too_many, HEIR)
    assert await enterprise.calls("externalcontact") == []
