"""The staff follow the WeCom directory."""

import asyncio
from collections.abc import Callable

import pytest

from app.kernel import db
from app.kernel.errors import TemporaryFailure
from app.staff.errors import DirectoryEmpty
from app.staff.gateway import DirectoryMember, directory
from app.staff.queries import staff_by_userid, staff_page
from app.staff.sync import sync
from tests.app.staff.factory import make_admin
from tests.wecom.enterprise import Enterprise

Lists = Callable[..., None]
GUIDE = frozenset({"guide"})


class Listing:
    """A directory that lists what it is told: the sandbox dismisses nobody."""

    def __init__(self, *members: DirectoryMember) -> None:
        self._members = members

    async def members(self) -> list[DirectoryMember]:
        return list(self._members)


@pytest.fixture
def lists(enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch) -> Lists:
    return lambda *members: monkeypatch.setattr(directory, "_bound", Listing(*members))


async def test_members_become_guides(enterprise: Enterprise) -> None:
    await enterprise.hire("lina", "李娜")
    await enterprise.hire("wangqiang", "王强")
    assert await sync() == 2
    found = [(card.userid, card.name, card.roles, card.active) for card in await staff_page(None, 10)]
    assert sorted(found) == [("lina", "李娜", GUIDE, True), ("wangqiang", "王强", GUIDE, True)]


async def test_two_syncs_at_once_make_nobody_twice(enterprise: Enterprise) -> None:
    await enterprise.hire("lina")
    await asyncio.gather(sync(), sync(), sync())
    assert len(await staff_page(None, 10)) == 1


async def test_names_and_status_follow_and_id_and_roles_stay(enterprise: Enterprise, lists: Lists) -> None:
    await enterprise.hire("lina", "李娜")
    await sync()
    before = await staff_by_userid("lina")
    await db.execute("""UPDATE staff SET roles = '["guide", "community_manager"]'""")
    lists(DirectoryMember("lina", "李娜娜", False))
    await sync()
    after = await staff_by_userid("lina")
    assert before
    assert after
    assert (after.id, after.name, after.active) == (before.id, "李娜娜", False)
    assert after.roles == {"guide", "community_manager"}


async def test_who_left_is_dismissed_but_not_head_offices_login(enterprise: Enterprise, lists: Lists) -> None:
    await make_admin()
    await enterprise.hire("lina")
    await sync()
    lists(DirectoryMember("wangqiang", "王强", True))
    await sync()
    active = {card.userid for card in await staff_page(None, 10) if card.active}
    assert active == {"admin", "wangqiang"}


async def test_an_empty_directory_dismisses_nobody(enterprise: Enterprise, lists: Lists) -> None:
    await enterprise.hire("lina")
    await sync()
    lists()
    with pytest.raises(DirectoryEmpty):
        await sync()
    assert [card.active for card in await staff_page(None, 10)] == [True]


async def test_a_platform_that_refuses_changes_nothing(enterprise: Enterprise) -> None:
    await enterprise.hire("lina")
    await enterprise.fault("user/list", "errcode", errcode=-1, times=10)
    with pytest.raises(TemporaryFailure):
        await sync()
    assert await staff_page(None, 10) == []
