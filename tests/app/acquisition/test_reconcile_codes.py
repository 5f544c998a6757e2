"""Each night our codes and the ways at WeCom are compared; what does not belong together is reported."""

from datetime import timedelta

import pytest

from app.acquisition.came_by import CHANNEL_CODE, id_in, state_for
from app.acquisition.end_channel_code import disable_channel_code, enable_channel_code
from app.acquisition.errors import NoSuchOrphan
from app.acquisition.gateway import ContactWayGone, gateway
from app.acquisition.orphans import remove_orphan, report
from app.acquisition.queries import channel_code
from app.acquisition.reconcile_codes import check_ways, reconcile_codes
from app.acquisition.request_channel_code import request_channel_code
from app.acquisition.states import ChannelCodeStatus as Status
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.staff.queries import StaffCard
from tests.app.guides.factory import live_code, terms_of
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

GET, LIST = "externalcontact/get_contact_way", "externalcontact/list_contact_way"


async def found() -> list[tuple[str, str]]:
    return [(one.kind.value, one.config_id) for one in (await report()).differences]


async def test_when_all_belongs_together_there_is_nothing_to_report(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    await live_code(guide, drain)
    await check_ways()
    checked = await report()
    assert (checked.day, checked.ways, checked.differences) == (clock.business_day(), 1, [])


async def test_orphans_and_duplicates_are_told_from_ways_of_others(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code = await live_code(guide, drain)
    orphan = await enterprise.contact_way("lina", state_for(CHANNEL_CODE, new_id()))
    duplicate = await enterprise.contact_way("lina", code.state)
    for state in ("", "campaign", "c" + "A" * 22):
        await enterprise.contact_way("lina", state)
    await check_ways()
    assert sorted(await found()) == [("duplicate", duplicate), ("orphan", orphan)]
    read = len(await enterprise.calls(GET))
    await check_ways()
    assert sorted(await found()) == [("duplicate", duplicate), ("orphan", orphan)]
    assert len(await enterprise.calls(GET)) == read


async def test_an_orphan_is_removed_by_a_person_and_a_codes_own_way_is_not(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code = await live_code(guide, drain)
    assert code.config_id
    duplicate = await enterprise.contact_way("lina", code.state)
    foreign = await enterprise.contact_way("lina", "campaign")
    await check_ways()
    for _ in range(2):
        await remove_orphan(duplicate)
    with pytest.raises(ContactWayGone):
        await gateway().contact_way(duplicate)
    assert await found() == []
    for other in (code.config_id, foreign, "unknown"):
        with pytest.raises(NoSuchOrphan):
            await remove_orphan(other)
    assert (await gateway().contact_way(foreign)).state == "campaign"


async def test_a_way_that_is_gone_loses_its_code_until_it_is_enabled(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code, kept = await live_code(guide, drain), await live_code(guide, drain)
    assert code.config_id
    await gateway().remove_contact_way(code.config_id)
    await check_ways()
    assert await found() == [("gone", code.config_id)]
    assert (await channel_code(code.id)).status is Status.LOST
    assert (await channel_code(kept.id)).status is Status.LIVE
    await enable_channel_code(code.id)
    await drain()
    assert (await channel_code(code.id)).status is Status.LIVE
    await check_ways()
    assert await found() == []


async def test_a_way_missing_from_the_list_alone_is_not_gone(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code = await live_code(guide, drain)
    await enterprise.advance(600)
    await db.execute("UPDATE channel_codes SET created_at = $1", clock.now() - timedelta(seconds=1))
    await check_ways()
    assert ((await report()).ways, await found()) == (0, [])
    assert (await channel_code(code.id)).status is Status.LIVE


async def test_it_runs_once_a_night_after_three(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    await live_code(guide, drain)
    now = clock.now().astimezone(clock.SHANGHAI)
    night = (now + timedelta(days=1)).replace(hour=2, minute=30)
    await enterprise.advance((night - now).total_seconds())
    await reconcile_codes()
    assert await enterprise.calls(LIST) == []
    await enterprise.advance(3600)
    for _ in range(3):
        await reconcile_codes()
    assert len(await enterprise.calls(LIST)) == 1


async def test_jobs_that_gave_up_run_again(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    making, removing = await request_channel_code(terms_of(guide)), await live_code(guide, drain)
    await db.execute(
        "UPDATE channel_codes SET status = 'creating', created_at = $2 WHERE id = $1",
        making,
        clock.now() - timedelta(hours=2),
    )
    await disable_channel_code(removing.id)
    await db.execute("DELETE FROM pgqueuer")
    await check_ways()
    await drain()
    assert (await channel_code(making)).status is Status.LIVE
    assert (await channel_code(removing.id)).status is Status.DISABLED


def test_a_state_is_read_back_only_when_it_is_ours() -> None:
    code_id = new_id()
    assert id_in(CHANNEL_CODE, state_for(CHANNEL_CODE, code_id)) == code_id
    for other in (
        "",
        "c",
        "campaign",
        "c" + "A" * 22,
        "x" + state_for(CHANNEL_CODE, code_id)[1:],
        state_for(CHANNEL_CODE, code_id) + "A",
        "c" + "é" * 22,
    ):
        assert id_in(CHANNEL_CODE, other) is None
