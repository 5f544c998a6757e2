"""Tags put, taken and read at the same moment: each change is told once, and WeCom ends with what is here."""

import asyncio

from app.events.tags import MarksOwed
from app.guides.gateway import gateway as guides
from app.guides.mark_tags import mark_owed
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.staff.queries import StaffCard
from app.tags.edit_library import create_group, create_tag
from app.tags.errors import MarkingBusy, TagNameTaken
from app.tags.give import give, take
from app.tags.models import MemberTag
from app.tags.observe import Observed, observe
from app.tags.states import Source
from tests.app.guides.conftest import enterprise, guide
from tests.app.tags.factory import MARK, corp_tags, friend, make_member, on, own_tags
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise, until

__all__ = ["enterprise", "guide"]
TOLD = "SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE $1"


async def test_gives_at_once_put_a_tag_once(database: None) -> None:
    members, tags = [await make_member(f"{number}") for number in range(4)], await own_tags("金卡", "常客")
    counts = await asyncio.gather(
        *(give(members if even else members[::-1], tags, Source.RULE, new_id()) for even in (True, False) * 4)
    )
    assert sum(counts) == 8
    assert await MemberTag.all().count() == 8
    assert await db.fetch_value(TOLD, "TagsGiven>%") == 4


async def test_gives_and_takes_at_once_leave_one_story(database: None) -> None:
    member, [gold] = await make_member(), await own_tags("金卡")
    for _ in range(5):
        moves = [give([member], [gold], Source.RULE, None), take([member], [gold], Source.RULE, None)] * 1
        await asyncio.gather(*moves, give([member], [gold], Source.MANUAL, None))
    given, taken = await db.fetch_value(TOLD, "TagsGiven>%"), await db.fetch_value(TOLD, "TagsTaken>%")
    assert given - taken == len(await on(member))
    assert await MemberTag.all().count() == given


async def test_the_last_two_marks_that_go_at_once_end_the_tag(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    [gold] = await corp_tags(drain, "金卡")
    for _ in range(8):
        member, guides_ids = await make_member(), [new_id(), new_id()]
        has = frozenset({str(gold.wecom_id)})
        await observe([Observed(member, one, has) for one in guides_ids], clock.now())
        assert await on(member) == {"金卡": "wecom"}
        await asyncio.gather(*(observe([Observed(member, one, frozenset())], clock.now()) for one in guides_ids))
        assert await on(member) == {}


async def test_a_take_while_the_tag_is_being_marked_wins(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    person = await friend(enterprise, "lina")
    [gold] = await corp_tags(drain, "金卡")
    member = person["member_id"]
    await give([member], [gold.id], Source.MANUAL, None)
    await enterprise.fault(MARK, "hang_after")
    first = asyncio.create_task(mark_owed(MarksOwed(member)))
    await until(lambda: enterprise.calls(MARK))
    await take([member], [gold.id], Source.MANUAL, None)
    await enterprise.clear_faults()
    await first
    await drain()
    details = await guides().customer_details(person["external_userid"])
    assert details
    assert details.follows["lina"].tag_ids == frozenset()
    assert await on(member) == {}


async def test_one_job_at_a_time_tells_of_a_member(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    person = await friend(enterprise, "lina")
    [gold] = await corp_tags(drain, "金卡")
    await give([person["member_id"]], [gold.id], Source.MANUAL, None)
    owed = MarksOwed(person["member_id"])
    outcomes = await asyncio.gather(*(mark_owed(owed) for _ in range(6)), return_exceptions=True)
    assert {type(one) for one in outcomes} <= {type(None), MarkingBusy}
    assert len(await enterprise.calls(MARK)) == 1
    assert await db.fetch_value("SELECT count(*) FROM tag_markings") == 0


async def test_a_name_is_taken_by_one_of_many(database: None) -> None:
    group = await create_group("会员等级", mirrored=False)
    outcomes = await asyncio.gather(*(create_tag(group, "金卡") for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, TagNameTaken) for one in outcomes) == 4
