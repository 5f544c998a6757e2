"""A hand-over and what other parts of the house keep of the same customers: tags, tasks, losses, syncs."""

from typing import Any
from uuid import UUID

import pytest

from app.analytics.guide_performance import performance
from app.guides.meet_many import end_unlisted
from app.guides.models import AttributionChange, Loss, Notice
from app.guides.queries import guide_of
from app.handover import queries
from app.handover.advance import look_at_due
from app.handover.gateway import Answer
from app.handover.models import HandOverPair
from app.handover.settle import settle, successor
from app.handover.start import Plan, start
from app.handover.states import TransferState as State
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.staff.queries import StaffCard
from app.sync.states import Part, RunKind
from app.tags.give import give
from app.tags.states import Source
from app.tasks.states import TaskKind
from tests.app.handover.conftest import Friends
from tests.app.sync.factory import synced
from tests.app.tags.factory import corp_tags, guide_edits, on
from tests.app.tasks.factory import running, stands
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

DAY = 86_400
Staffed = dict[str, StaffCard]
MARKED = "SELECT s.userid FROM tag_marks m JOIN staff s ON s.id = m.staff_id WHERE m.member_id = $1 AND m.marked"


async def begun(staff: Staffed, drain: Drain) -> UUID:
    hand_over_id = await start(Plan(staff["lina"].id, (staff["meimei"].id,)), new_id())
    await drain()
    return hand_over_id


async def callbacks(enterprise: Enterprise, *, enabled: bool) -> None:
    await enterprise.post("/wecom/callbacks/settings", enabled=enabled)


async def inbox() -> int:
    return int(await db.fetch_value("SELECT count(*) FROM wecom_inbox"))


async def asked(enterprise: Enterprise, drain: Drain) -> None:
    """The hand-over's day is over, and WeCom is asked."""
    await enterprise.advance(DAY + 60)
    await look_at_due()
    await drain()


async def marked(person: Any) -> set[str]:
    """For which guides the member's customer shows a tag, as we know it."""
    return {row["userid"] for row in await db.fetch(MARKED, person["member_id"])}


@pytest.mark.parametrize("told", [False, True], ids=["callbacks are lost", "callbacks come"])
async def test_tags_go_along_and_the_successor_may_take_them_off(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain, told: bool
) -> None:
    [person] = await friends("lina", 1)
    [gold] = await corp_tags(drain, "金卡")
    await give([person["member_id"]], [gold.id], Source.MANUAL, new_id())
    await drain()
    assert await marked(person) == {"lina"}
    await callbacks(enterprise, enabled=told)
    await begun(staff, drain)
    before = await inbox()
    await enterprise.advance(DAY + 60)
    if told:
        await enterprise.arrived(before + 2)
    await look_at_due()
    await drain()
    await callbacks(enterprise, enabled=True)
    assert await on(person["member_id"]) == {"金卡": "manual"}
    assert await marked(person) == {"meimei"}
    await guide_edits(enterprise, drain, "meimei", person, remove=[gold.wecom_id or ""])
    assert await on(person["member_id"]) == {}


@pytest.mark.parametrize("polled_first", [False, True], ids=["callbacks first", "asked first"])
async def test_who_was_handed_over_is_nobodys_new_friend_in_a_task(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain, polled_first: bool
) -> None:
    await friends("lina", 2)
    await enterprise.arrived(await inbox())
    task_id = await running(TaskKind.NEW_FRIENDS, 1, deadline_at=clock.now().replace(year=2099))
    await begun(staff, drain)
    before = await inbox()
    await enterprise.advance(DAY + 60)
    await enterprise.arrived(before + 4)
    if polled_first:
        await db.execute("UPDATE hand_over_pairs SET due_at = $1", clock.now())
        await look_at_due()
    await drain()
    await look_at_due()
    await drain()
    assert await stands(task_id, staff["meimei"].id) == (0, "open")
    assert (await performance(staff["meimei"].id)).today.new_friends == 0

    before = await inbox()
    stranger = await enterprise.person("新客", "13911110000")
    await enterprise.scan(stranger, await enterprise.contact_way("meimei"))
    await enterprise.arrived(before + 1)
    await drain()
    assert await stands(task_id, staff["meimei"].id) == (1, "done")


async def test_a_hand_over_is_no_loss_and_nobody_is_alarmed(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    await friends("lina", 2)
    await begun(staff, drain)
    before = await inbox()
    await enterprise.advance(DAY + 60)
    await enterprise.arrived(before + 4)
    await drain()
    assert await Loss.all().count() == 0
    assert await Notice.filter(staff_id=staff["lina"].id).count() == 0


async def test_a_sync_between_the_platforms_word_and_ours_loses_and_doubles_nobody(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    one, two = await friends("lina", 2)
    await callbacks(enterprise, enabled=False)
    hand_over_id = await begun(staff, drain)
    await enterprise.advance(DAY + 600)
    await synced(drain, RunKind.FULL, Part.CUSTOMERS)
    for person in (one, two):
        assert await guide_of(person["member_id"]) == staff["lina"].id
    await look_at_due()
    await drain()
    assert (await queries.hand_over(hand_over_id)).customers == {"done": 2}
    for person in (one, two):
        assert await guide_of(person["member_id"]) == staff["meimei"].id
        changes = await AttributionChange.filter(member_id=person["member_id"]).order_by("id")
        assert [change.reason for change in changes] == ["first_friend", "handed_over"]
        rows = await db.fetch(
            "SELECT staff_id, ended_by FROM guide_follows WHERE member_id = $1 ORDER BY ended_at", person["member_id"]
        )
        assert [tuple(row) for row in rows] == [(staff["lina"].id, "handed_over"), (staff["meimei"].id, None)]
    assert await Loss.all().count() == 0


async def test_a_friendship_that_a_sync_ended_shows_no_tags_any_more(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    [person] = await friends("lina", 1)
    [gold] = await corp_tags(drain, "金卡")
    await give([person["member_id"]], [gold.id], Source.MANUAL, new_id())
    await drain()
    await enterprise.advance(600)
    assert await end_unlisted(staff["lina"].id, [], clock.now()) == [person["external_userid"]]
    assert await marked(person) == set()
    assert await on(person["member_id"]) == {"金卡": "manual"}


async def test_what_is_done_is_told_once_however_often_wecom_says_so(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    [person] = await friends("lina", 1)
    await begun(staff, drain)
    pair = await HandOverPair.get()
    to = await successor(pair.id)
    assert to
    done = Answer(person["external_userid"], State.DONE, takeover_at=clock.now())
    told = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'CustomersHandedOver>%'"
    await settle(to, [done])
    once = await db.fetch_value(told)
    assert once > 0
    await settle(to, [done])
    assert await db.fetch_value(told) == once
