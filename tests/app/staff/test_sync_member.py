"""The directory's callbacks bring one member in line, in whatever order they come."""

import asyncio

from app.kernel import clock, db
from app.staff.gateway import directory
from app.staff.queries import staff_by_userid
from app.staff.sync import apply_members, sync
from app.staff.sync_member import sync_member
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise


async def hired_and_heard(enterprise: Enterprise, drain: Drain) -> None:
    await enterprise.post("/wecom/settings", directory_events=True)
    await enterprise.post("/wecom/staff", userid="lina", name="李娜", department=[3])
    await enterprise.arrived(1)
    await drain()


async def test_who_is_hired_is_here_by_callback(enterprise: Enterprise, drain: Drain) -> None:
    await hired_and_heard(enterprise, drain)
    found = await staff_by_userid("lina")
    assert found
    assert (found.name, found.active, found.roles) == ("李娜", True, frozenset({"guide"}))
    assert await db.fetch_value("SELECT department_id FROM staff") == 3


async def test_who_is_renamed_or_leaves_follows_by_callback(enterprise: Enterprise, drain: Drain) -> None:
    await hired_and_heard(enterprise, drain)
    await enterprise.hire("lina", "李娜娜")
    await enterprise.arrived(2)
    await drain()
    renamed = await staff_by_userid("lina")
    assert renamed
    assert (renamed.name, renamed.active) == ("李娜娜", True)
    await enterprise.post("/wecom/staff/lina/resign")
    await enterprise.arrived(3)
    await drain()
    gone = await staff_by_userid("lina")
    assert gone
    assert (gone.id, gone.active) == (renamed.id, False)


async def test_a_change_that_comes_again_after_others_does_no_harm(enterprise: Enterprise) -> None:
    await enterprise.hire("lina", "李娜")
    for _ in range(3):
        await asyncio.gather(*(sync_member("lina") for _ in range(4)))
    assert await db.fetch_value("SELECT count(*) FROM staff WHERE active") == 1
    await sync_member("nobody")
    assert await staff_by_userid("nobody") is None


async def test_a_list_read_before_a_hire_does_not_dismiss_the_hired(enterprise: Enterprise) -> None:
    await enterprise.hire("wang", "王强")
    await sync()
    began, listed = clock.now(), await directory().members()
    await enterprise.hire("lina", "李娜")
    await sync_member("lina")
    assert (await apply_members(listed, began)).dismissed == []
    found = await staff_by_userid("lina")
    assert found
    assert found.active


async def test_a_new_userid_keeps_the_person(enterprise: Enterprise) -> None:
    await enterprise.hire("old", "李娜")
    await sync()
    before = await staff_by_userid("old")
    await enterprise.hire("new", "李娜")
    await sync_member("new", "old")
    after = await staff_by_userid("new")
    assert before
    assert after
    assert after.id == before.id
    assert await staff_by_userid("old") is None
