"""Fixtures of hand-over tests: an enterprise with a guide, two successors and their friends, whom the product knows."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.guides.gateway import Customer
from app.guides.meet import NewFriend, meet
from app.kernel import clock, db
from app.staff.queries import StaffCard, staff_by_userid
from app.staff.sync import sync
from tests.app.guides.conftest import impatient
from tests.wecom.conftest import enterprise
from tests.wecom.enterprise import Enterprise

__all__ = ["enterprise", "impatient"]
Friends = Callable[[str, int], Awaitable[list[Any]]]


@pytest.fixture
async def staff(enterprise: Enterprise) -> dict[str, StaffCard]:
    """lina, and meimei and xiaohe who may succeed her."""
    names = ("lina", "meimei", "xiaohe")
    for userid in names:
        await enterprise.hire(userid, userid)
    await sync()
    found = {userid: await staff_by_userid(userid) for userid in names}
    return {userid: card for userid, card in found.items() if card}


@pytest.fixture
async def friends(enterprise: Enterprise, staff: dict[str, StaffCard]) -> Friends:
    """Makes so many people friends of a guide, at the platform and here; each with `member_id`."""

    async def make(userid: str, count: int) -> list[Any]:
        way = await enterprise.contact_way(userid)
        made = []
        for at in range(count):
            person = await enterprise.person(f"顾客{at}", f"1390000{len(userid)}{at:03}")
            await enterprise.scan(person, way)
            them = person["external_userid"]
            await meet(NewFriend(userid, them, clock.now()), Customer(them, person["name"], ""), None)
            row = await db.fetch_one("SELECT member_id FROM guide_follows WHERE external_userid = $1", them)
            made.append(person | {"member_id": row and row["member_id"]})
        return made

    return make
