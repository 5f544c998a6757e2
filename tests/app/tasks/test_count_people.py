"""New friends, new members, confirmed broadcasts and sent content count, each once."""

from datetime import datetime
from uuid import UUID

import httpx

from app.campaigns.claim_due import claim_due
from app.campaigns.create_broadcast import create_broadcast
from app.campaigns.fetch_results import fetch_results
from app.campaigns.models import Broadcast
from app.events.campaigns import BroadcastPlanned
from app.events.content import ContentSent
from app.events.guides import FriendAdded
from app.events.members import MemberJoined
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.staff.queries import StaffCard, staff_by_userid
from app.staff.sync import sync
from app.tasks.reactions import count_content, count_friend, count_member
from app.tasks.states import TaskKind
from tests.app.campaigns.factory import all_due, company, sop
from tests.app.guides.factory import new_friend
from tests.app.tasks.factory import HOUR, guide, running, stands
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise


async def follow(staff_id: UUID, member_id: UUID, at: datetime, ended: datetime | None = None) -> None:
    await db.execute(
        "INSERT INTO guide_follows (id, external_userid, staff_id, member_id, followed_at, ended_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        *(new_id(), f"wm{new_id().hex}", staff_id, member_id, at, ended),
    )


async def test_a_person_is_one_new_friend_also_when_they_come_back(database: None) -> None:
    li, member, code = await guide(), new_id(), new_id()
    all_codes, of_code = await running(TaskKind.NEW_FRIENDS), await running(TaskKind.NEW_FRIENDS, channel_code_id=code)
    for who, by in ((member, None), (member, code), (new_id(), code)):
        await count_friend(FriendAdded(new_id(), who, li, by, clock.now()))
    assert (await stands(all_codes, li), await stands(of_code, li)) == ((2, "done"), (2, "done"))


async def test_a_new_member_counts_for_the_guides_whose_customer_they_were(database: None) -> None:
    friend, owner, left, later = [await guide() for _ in range(4)]
    task, now, member = await running(TaskKind.MEMBERS_JOINED), clock.now(), new_id()
    await follow(friend, member, now - HOUR)
    await follow(left, member, now - 2 * HOUR, ended=now - HOUR)
    await follow(later, member, now + HOUR)
    await db.execute(
        "INSERT INTO guide_attributions (member_id, staff_id, since) VALUES ($1, $2, $3)", *(member, owner, now - HOUR)
    )
    for _ in range(2):
        await count_member(MemberJoined(member, now))
    await count_member(MemberJoined(new_id(), now))
    assert [(await stands(task, who))[0] for who in (friend, owner, left, later)] == [1, 1, 0, 0]


async def test_sent_content_counts_by_its_sending(database: None) -> None:
    li = await guide()
    task = await running(TaskKind.CONTENT_SENT)
    for send_id in (one := new_id(), one, new_id()):
        await count_content(ContentSent(send_id, li, "text", None, new_id(), None, clock.now()))
    assert await stands(task, li) == (2, "done")


async def test_a_scan_at_wecom_moves_the_guide_s_task(enterprise: Enterprise, drain: Drain) -> None:
    from_directory = await enterprise_guide(enterprise)
    task = await running(TaskKind.NEW_FRIENDS, 1)
    await new_friend(enterprise, from_directory, drain)
    assert await stands(task, from_directory.id) == (1, "done")


async def test_a_broadcast_counts_when_wecom_says_that_it_was_confirmed(
    sandbox: httpx.AsyncClient, database: None, drain: Drain
) -> None:
    shop = await company(sandbox)
    task = await running(TaskKind.BROADCASTS, 1)
    await sop([await shop.group(f"花友群{at}", [at]) for at in range(2)])
    await all_due()
    await claim_due()
    await create_broadcast(BroadcastPlanned((await Broadcast.get()).id))
    await shop.later(60)
    await fetch_results()
    await drain()
    assert await stands(task, shop.staff_id) == (0, "open")
    await shop.confirm((await shop.tasks())[0]["msgid"])
    for _ in range(2):
        await shop.later(3600)
        await fetch_results()
        await drain()
    assert await stands(task, shop.staff_id) == (1, "done")
    assert (await Broadcast.get()).confirmed_at is not None


async def enterprise_guide(of: Enterprise) -> StaffCard:
    await of.hire("lina")
    await sync()
    found = await staff_by_userid("lina")
    assert found
    return found
