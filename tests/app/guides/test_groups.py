"""Customer groups are kept as they are at WeCom."""

import asyncio
from datetime import timedelta

import pytest

from app.guides.errors import GroupNotYetChanged
from app.guides.queries import group_members, groups_by_id, groups_of, groups_page
from app.guides.sync_group import GroupChange, dismiss_group, follow_change, import_groups, sync_group
from app.kernel import clock, db
from app.staff.queries import StaffCard
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise, until


async def test_a_new_group_is_known_with_owner_and_customers(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    person = await enterprise.person()
    chat_id = await enterprise.group("lina", person)
    await enterprise.arrived(1)
    await drain()
    group = (await groups_by_id([chat_id]))[chat_id]
    assert (group.name, group.owner_userid, group.dismissed_at) == ("新品尝鲜群", "lina", None)
    assert abs(clock.now() - group.created_at) < timedelta(minutes=1)
    assert await group_members(chat_id) == [person["external_userid"]]
    assert await groups_of([person["external_userid"]]) == {chat_id}


async def test_joining_leaving_and_coming_back(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    first, second = await enterprise.person(), await enterprise.person("赵六", "13900000002")
    chat_id = await enterprise.group("lina", first)
    members = f"/wecom/groups/{chat_id}/members"
    await enterprise.post(members, person_id=second["id"])
    await enterprise.control.delete(f"/_sandbox{members}/{first['id']}")
    await enterprise.arrived(3)
    await drain()
    assert await group_members(chat_id) == [second["external_userid"]]
    assert await groups_of([first["external_userid"]]) == set()
    await enterprise.post(members, person_id=first["id"])
    await enterprise.arrived(4)
    await drain()
    assert sorted(await group_members(chat_id)) == sorted([first["external_userid"], second["external_userid"]])


async def test_a_new_owner_and_the_end(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    await enterprise.hire("wangqiang", "王强")
    chat_id = await enterprise.group("lina", await enterprise.person())
    await enterprise.post(f"/wecom/groups/{chat_id}/owner", userid="wangqiang")
    await enterprise.arrived(2)
    await drain()
    assert (await groups_by_id([chat_id]))[chat_id].owner_userid == "wangqiang"
    assert [group.chat_id for group in await groups_page("", 10)] == [chat_id]
    await enterprise.control.delete(f"/_sandbox/wecom/groups/{chat_id}")
    await enterprise.arrived(3)
    await drain()
    assert (await groups_by_id([chat_id]))[chat_id].dismissed_at is not None
    assert await groups_page("", 10) == []
    assert await group_members(chat_id) == []


async def test_a_change_that_does_not_show_yet_is_looked_for_again(enterprise: Enterprise, guide: StaffCard) -> None:
    chat_id = await enterprise.group("lina")
    await sync_group(chat_id)
    await enterprise.hire("wangqiang", "王强")
    await enterprise.advance(5)
    await enterprise.post("/wecom/settings", groupchat_lag_seconds=2)
    await enterprise.post(f"/wecom/groups/{chat_id}/owner", userid="wangqiang")
    change = GroupChange(chat_id, clock.now())
    with pytest.raises(GroupNotYetChanged):
        await follow_change(change)
    await enterprise.advance(3)
    await follow_change(change)
    assert (await groups_by_id([chat_id]))[chat_id].owner_userid == "wangqiang"


async def test_an_event_whose_change_is_known_already_is_done(enterprise: Enterprise, guide: StaffCard) -> None:
    chat_id = await enterprise.group("lina")
    await sync_group(chat_id)
    await follow_change(GroupChange(chat_id, clock.now(), old_version="older"))
    await follow_change(GroupChange(chat_id, clock.now() - timedelta(minutes=1)))


async def test_members_that_do_not_show_yet_are_looked_for_again(enterprise: Enterprise, guide: StaffCard) -> None:
    chat_id = await enterprise.group("lina")
    await sync_group(chat_id)
    version = await db.fetch_value("SELECT member_version FROM group_chats")
    with pytest.raises(GroupNotYetChanged):
        await follow_change(GroupChange(chat_id, clock.now(), old_version=version))


async def test_an_older_reading_that_ends_later_is_dropped(enterprise: Enterprise, guide: StaffCard) -> None:
    chat_id = await enterprise.group("lina")
    await sync_group(chat_id)
    await enterprise.hire("wangqiang", "王强")
    read = len(await enterprise.calls("externalcontact/groupchat/get"))
    await enterprise.fault("externalcontact/groupchat/get", "hang_after")
    older = asyncio.create_task(sync_group(chat_id))

    async def older_has_read() -> bool:
        return len(await enterprise.calls("externalcontact/groupchat/get")) > read

    await until(older_has_read)
    await enterprise.post(f"/wecom/groups/{chat_id}/owner", userid="wangqiang")
    assert await sync_group(chat_id)
    await enterprise.clear_faults()
    assert not await older
    assert (await groups_by_id([chat_id]))[chat_id].owner_userid == "wangqiang"


async def test_a_group_dismissed_before_we_asked_stays_unknown(enterprise: Enterprise, guide: StaffCard) -> None:
    chat_id = await enterprise.group("lina")
    await enterprise.control.delete(f"/_sandbox/wecom/groups/{chat_id}")
    assert not await dismiss_group(chat_id, clock.now())
    await follow_change(GroupChange(chat_id, clock.now() - timedelta(minutes=1)))
    assert await groups_by_id([chat_id]) == {}


async def test_groups_from_before_our_time_are_imported(enterprise: Enterprise, guide: StaffCard) -> None:
    await enterprise.post("/wecom/callbacks/settings", enabled=False)
    chat_ids = {await enterprise.group("lina", name=f"群{number}") for number in range(3)}
    assert await import_groups() == 3
    assert set(await groups_by_id(chat_ids)) == chat_ids
