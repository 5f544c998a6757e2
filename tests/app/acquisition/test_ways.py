"""A channel code's way at WeCom follows hours, caps, turns and edits, whatever is lost in between."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.acquisition.gateway import gateway
from app.acquisition.queries import Code, channel_code
from app.acquisition.request_channel_code import request_channel_code
from app.acquisition.states import ChannelCodeStatus as Status
from app.acquisition.turn_ways import turn_ways
from app.acquisition.update_way import update_way
from app.events.acquisition import ChannelCodeDue
from app.kernel import clock, db
from app.kernel.errors import TemporaryFailure, UnknownOutcome
from app.staff.queries import StaffCard, staff_by_userid
from app.staff.sync import sync
from tests.app.guides.factory import terms_of
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

UPDATE, GET = "externalcontact/update_contact_way", "externalcontact/get_contact_way"
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


@pytest.fixture
async def wang(enterprise: Enterprise, guide: StaffCard) -> StaffCard:
    await enterprise.hire("wangqiang", "王强")
    await sync()
    found = await staff_by_userid("wangqiang")
    assert found
    return found


@pytest.fixture
async def zhao(enterprise: Enterprise, guide: StaffCard) -> StaffCard:
    await enterprise.hire("zhaomin", "赵敏")
    await sync()
    found = await staff_by_userid("zhaomin")
    assert found
    return found


def one(guide: StaffCard, **rules: Any) -> dict[str, Any]:
    return {"staff_id": guide.id, **rules}


async def live(drain: Drain, *guides: dict[str, Any], **more: Any) -> Code:
    code_id = await request_channel_code(terms_of(guides=list(guides), **more))
    await drain()
    code = await channel_code(code_id)
    assert code.status is Status.LIVE
    return code


async def at_wecom(code: Code) -> list[str]:
    """Whose friend a scan of the code makes, as the platform has it."""
    assert code.config_id
    return list((await gateway().contact_way(code.config_id)).terms.users)


async def befriend(enterprise: Enterprise, drain: Drain, code: Code, number: int) -> None:
    before = await db.fetch_value("SELECT count(*) FROM wecom_inbox")
    person = await enterprise.person(f"客户{number}", f"139{number:08d}")
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(before + 1)
    await drain()


async def to_shanghai(enterprise: Enterprise, hour: int, minute: int = 0) -> datetime:
    """Move the clock to the next such time of day."""
    now = clock.now().astimezone(clock.SHANGHAI)
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    then += timedelta(days=then <= now)
    await enterprise.advance((then - now).total_seconds())
    return then


async def test_all_guides_of_a_code_stand_in_one_way_for_many(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    code = await live(drain, one(guide), one(wang), exclusive=True)
    [call] = await enterprise.calls("externalcontact/add_contact_way")
    assert (call["body"]["type"], call["body"]["is_exclusive"]) == (2, True)
    assert await at_wecom(code) == ["lina", "wangqiang"] == code.on_duty


async def test_a_full_guide_leaves_the_way_with_the_friend_that_filled_the_cap(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, zhao: StaffCard, drain: Drain
) -> None:
    await to_shanghai(enterprise, 10)
    code = await live(drain, one(guide, daily_cap=1), one(wang, daily_cap=1), one(zhao, backup=True))
    await befriend(enterprise, drain, code, 1)
    assert await at_wecom(code) == ["wangqiang"]
    await befriend(enterprise, drain, code, 2)
    assert await at_wecom(code) == ["zhaomin"]
    await befriend(enterprise, drain, code, 3)
    assert await at_wecom(code) == ["zhaomin"]
    assert len(await enterprise.calls(UPDATE)) == 2
    await to_shanghai(enterprise, 0, 1)
    await turn_ways()
    await drain()
    assert await at_wecom(code) == ["lina", "wangqiang"]


async def test_turns_change_with_every_friend(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    await to_shanghai(enterprise, 10)
    code = await live(drain, one(guide), one(wang), rotation="round_robin")
    met = []
    for number in range(4):
        met.append(await at_wecom(code))
        await befriend(enterprise, drain, code, number)
    assert met == [["lina"], ["wangqiang"], ["lina"], ["wangqiang"]]


async def test_shifts_turn_the_way_at_their_hour(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    await to_shanghai(enterprise, 9, 30)
    morning, evening = (
        [{"days": EVERY_DAY, "start": "09:00", "end": "14:00"}],
        [{"days": EVERY_DAY, "start": "14:00", "end": "21:00"}],
    )
    code = await live(drain, one(guide, windows=morning), one(wang, windows=evening))
    assert await at_wecom(code) == ["lina"]
    await to_shanghai(enterprise, 13, 59)
    await turn_ways()
    await drain()
    assert await enterprise.calls(UPDATE) == []
    await to_shanghai(enterprise, 14, 0)
    await turn_ways()
    await drain()
    assert await at_wecom(code) == ["wangqiang"]
    assert (await channel_code(code.id)).on_duty == ["wangqiang"]


async def test_who_left_the_company_leaves_the_way(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    code = await live(drain, one(guide), one(wang))
    await db.execute("UPDATE staff SET active = false WHERE userid = 'lina'")
    await enterprise.advance(601)
    await turn_ways()
    await drain()
    assert await at_wecom(code) == ["wangqiang"]
    await db.execute("UPDATE staff SET active = false")
    await enterprise.advance(601)
    await turn_ways()
    await drain()
    assert await at_wecom(code) == ["wangqiang"]


async def test_a_change_whose_answer_was_lost_is_read_and_not_sent_again(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain, impatient: None
) -> None:
    code = await live(drain, one(guide), one(wang))
    await db.execute("UPDATE staff SET active = false WHERE userid = 'lina'")
    await enterprise.fault(UPDATE, "hang_after")
    with pytest.raises(UnknownOutcome):
        await update_way(ChannelCodeDue(code.id))
    assert (await channel_code(code.id)).on_duty is None
    await enterprise.clear_faults()
    await update_way(ChannelCodeDue(code.id))
    assert (await channel_code(code.id)).on_duty == ["wangqiang"]
    assert len(await enterprise.calls(UPDATE)) == 1


async def test_a_change_that_did_not_arrive_is_made_at_the_next_try(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    code = await live(drain, one(guide), one(wang))
    await db.execute("UPDATE staff SET active = false WHERE userid = 'lina'")
    await enterprise.fault(UPDATE, "errcode", errcode=-1, times=3)
    with pytest.raises(TemporaryFailure):
        await update_way(ChannelCodeDue(code.id))
    await update_way(ChannelCodeDue(code.id))
    assert await at_wecom(code) == ["wangqiang"]


async def test_while_one_job_changes_a_way_another_leaves_it_alone(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    code = await live(drain, one(guide), one(wang))
    await db.execute("UPDATE staff SET active = false WHERE userid = 'lina'")
    later = clock.now() + timedelta(seconds=30)
    await db.execute("UPDATE channel_codes SET claim = gen_random_uuid(), claimed_until = $1", later)
    await update_way(ChannelCodeDue(code.id))
    assert await enterprise.calls(UPDATE) == []
    await enterprise.advance(31)
    await update_way(ChannelCodeDue(code.id))
    assert await at_wecom(code) == ["wangqiang"]


async def test_what_a_person_must_mend_is_said_and_tried_again_later(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    code = await live(drain, one(guide), one(wang))
    await db.execute("UPDATE staff SET active = false WHERE userid = 'lina'")
    await enterprise.fault(UPDATE, "errcode", errcode=84074)
    await update_way(ChannelCodeDue(code.id))
    refused = await channel_code(code.id)
    assert refused.status is Status.LIVE
    assert refused.failure is not None
    assert "客户联系权限" in refused.failure
    await turn_ways()
    await drain()
    assert len(await enterprise.calls(UPDATE)) == 1
    await enterprise.advance(601)
    await turn_ways()
    await drain()
    mended = await channel_code(code.id)
    assert (mended.on_duty, mended.failure) == (["wangqiang"], None)


async def test_a_way_that_is_gone_makes_the_code_lost(
    enterprise: Enterprise, guide: StaffCard, wang: StaffCard, drain: Drain
) -> None:
    code = await live(drain, one(guide), one(wang))
    await db.execute("UPDATE staff SET active = false WHERE userid = 'lina'")
    await enterprise.fault(UPDATE, "errcode", errcode=41044)
    await update_way(ChannelCodeDue(code.id))
    lost = await channel_code(code.id)
    assert lost.status is Status.LOST
    assert lost.failure == "二维码已在企业微信被删除，可重新启用以生成新的二维码"


async def test_too_many_ways_fail_at_once_with_what_to_do(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    await enterprise.fault("externalcontact/add_contact_way", "errcode", errcode=41045)
    code_id = await request_channel_code(terms_of(guide))
    await drain()
    code = await channel_code(code_id)
    assert code.status is Status.FAILED
    assert code.failure is not None
    assert "请删除不用的渠道码" in code.failure
