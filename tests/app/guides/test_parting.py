"""Friendships end, in whatever order the platform tells of it."""

from datetime import timedelta
from typing import Any

import pytest

from app.guides.errors import FriendNotYetKnown
from app.guides.friend_ended import friend_ended
from app.guides.gateway import Customer
from app.guides.meet import NewFriend, meet
from app.guides.queries import friends_of, guide_of
from app.guides.states import EndedBy
from app.kernel import clock, db
from app.staff.queries import StaffCard
from tests.app.guides.factory import new_friend
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

HIM = Customer("wm1", "王小明", "u1")


async def is_friend() -> bool:
    return bool(await db.fetch_value("SELECT count(*) FROM guide_follows WHERE ended_at IS NULL"))


async def by_customer(enterprise: Enterprise, person: Any) -> None:
    await enterprise.post(f"/people/{person['id']}/delete_friend", userid="lina")


async def by_guide(enterprise: Enterprise, person: Any) -> None:
    await enterprise.post("/wecom/staff/lina/delete_customer", person_id=person["id"])


@pytest.mark.parametrize("delete", [by_customer, by_guide])
async def test_either_side_may_end_it_and_the_member_keeps_the_guide(
    enterprise: Enterprise, guide: StaffCard, drain: Drain, delete: Any
) -> None:
    person = await new_friend(enterprise, guide, drain)
    await delete(enterprise, person)
    await enterprise.arrived(2)
    await drain()
    [friend] = await friends_of(person["member_id"])
    assert friend.ended_at is not None
    assert await guide_of(person["member_id"]) == guide.id


async def test_it_may_begin_again(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    person = await new_friend(enterprise, guide, drain)
    await by_customer(enterprise, person)
    await enterprise.arrived(2)
    await drain()
    await enterprise.scan(person, await enterprise.contact_way("lina"))
    await enterprise.arrived(3)
    await drain()
    [friend] = await friends_of(person["member_id"])
    assert friend.ended_at is None
    assert friend.channel_code_id is not None


async def test_an_old_beginning_does_not_undo_a_later_end(guide: StaffCard) -> None:
    began = clock.now() - timedelta(minutes=10)
    await meet(NewFriend("lina", "wm1", began), HIM, None)
    await friend_ended("lina", "wm1", began + timedelta(minutes=1), EndedBy.GUIDE)
    await meet(NewFriend("lina", "wm1", began), HIM, None)
    assert not await is_friend()


async def test_an_old_end_does_not_undo_a_later_beginning(guide: StaffCard) -> None:
    began = clock.now() - timedelta(minutes=10)
    await meet(NewFriend("lina", "wm1", began), HIM, None)
    await friend_ended("lina", "wm1", began - timedelta(minutes=1), EndedBy.GUIDE)
    assert await is_friend()


async def test_an_end_that_overtook_its_beginning_waits_for_it(guide: StaffCard) -> None:
    began = clock.now()
    with pytest.raises(FriendNotYetKnown):
        await friend_ended("lina", "wm1", began, EndedBy.GUIDE)
    await meet(NewFriend("lina", "wm1", began), HIM, None)
    await friend_ended("lina", "wm1", began, EndedBy.GUIDE)
    assert not await is_friend()


async def test_the_end_of_what_began_before_our_time_is_nothing(guide: StaffCard) -> None:
    await friend_ended("lina", "wm1", clock.now() - timedelta(hours=1), EndedBy.GUIDE)
    await friend_ended("nobody", "wm1", clock.now(), EndedBy.GUIDE)
    assert await db.fetch_value("SELECT count(*) FROM guide_follows") == 0
