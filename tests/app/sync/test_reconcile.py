"""A night's sync mends what callbacks have missed and writes down what it was; a callback it meets is not undone."""

from collections.abc import Iterator
from datetime import time

import pytest

from app.acquisition.friend_added import friend_added
from app.events.sync import SyncContinued
from app.guides.meet import NewFriend
from app.guides.queries import groups_by_id
from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.staff.queries import staff_by_userid
from app.staff.sync import sync as sync_staff
from app.sync.queries import difference_counts, differences_page, run_progress, runs_page
from app.sync.run_slice import run_slice
from app.sync.start import start
from app.sync.states import DifferenceKind as Kind
from app.sync.states import Part, RunKind, RunStatus
from app.sync.turn_due import nightly_at, start_nightly
from tests.app.guides.factory import live_code
from tests.app.sync.factory import Company, counts, friends, synced
from tests.conftest import Drain

CODE_OF = "SELECT channel_code_id FROM guide_follows"


async def drop(company: Company, userid: str, person: dict[str, str]) -> None:
    await company.at.post(f"/wecom/staff/{userid}/delete_customer", person_id=person["id"])


async def test_what_was_missed_is_mended_and_told(company: Company, drain: Drain) -> None:
    for userid in ("lina", "wang"):
        await company.at.hire(userid, userid)
    stays = await company.befriended("lina", "甲", "13900000001")
    leaves = await company.befriended("lina", "乙", "13900000002")
    chat_id, old = await company.at.group("lina"), await company.at.group("lina", name="旧群")
    await company.settle()
    await synced(drain)
    await drop(company, "lina", leaves)
    comes = await company.befriended("wang", "丙", "13900000003")
    await company.at.post(f"/wecom/groups/{chat_id}/owner", userid="wang")
    await company.at.control.delete(f"/_sandbox/wecom/groups/{old}")
    new = await company.at.group("wang", name="新群")
    await company.at.hire("zhao", "赵")
    await company.settle()
    run = await synced(drain, RunKind.NIGHTLY)
    gone_id, come_id = leaves["external_userid"], comes["external_userid"]
    found = {(one.kind, one.name, one.detail, one.fixed) for one in await differences_page(run.id, None, 100)}
    assert found == {
        (Kind.STAFF_MISSING_HERE, "zhao", "", True),
        (Kind.CUSTOMER_GONE, gone_id, "lina", True),
        (Kind.CUSTOMER_MISSING_HERE, come_id, "wang", True),
        (Kind.GROUP_MISSING_HERE, new, "", True),
        (Kind.GROUP_CHANGED, chat_id, "", True),
        (Kind.GROUP_GONE, old, "", True),
    }
    assert run.differences == 6
    assert {one.kind: one.count for one in await difference_counts(run.id)} == {kind: 1 for kind, *_ in found}
    kept = {("lina", stays["external_userid"]): True, ("lina", gone_id): False, ("wang", come_id): True}
    assert await friends() == kept
    groups = await groups_by_id([chat_id, old, new])
    assert [bool(groups[one].dismissed_at) for one in (chat_id, old, new)] == [False, True, False]
    assert (await synced(drain, RunKind.NIGHTLY)).differences == 0


async def test_a_customer_who_has_deleted_the_guide_is_not_a_friend_again(company: Company, drain: Drain) -> None:
    await company.at.hire("lina")
    person = await company.befriended("lina")
    await company.settle()
    await synced(drain)
    await company.at.post("/wecom/callbacks/settings", enabled=True)
    await company.at.post(f"/people/{person['id']}/delete_friend", userid="lina")
    await company.at.arrived(1)
    await drain()
    assert list((await friends()).values()) == [False]
    await company.settle()
    assert counts(await synced(drain, RunKind.NIGHTLY), Part.CUSTOMERS) == (0, 0, 0, 1)
    assert list((await friends()).values()) == [False]


async def test_who_came_a_moment_ago_is_left_to_the_callback(company: Company, drain: Drain) -> None:
    await company.at.hire("lina")
    await sync_staff()
    person = await company.befriended("lina")
    await synced(drain)
    assert await friends() == {}
    await friend_added(NewFriend("lina", person["external_userid"], clock.now()))
    assert list((await friends()).values()) == [True]
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint LIKE 'FriendAdded%'") > 0


async def test_a_friend_who_comes_while_the_page_is_read_is_not_ended(company: Company, drain: Drain) -> None:
    await company.at.hire("lina")
    await company.befriended("lina", "甲", "13900000001")
    await company.settle()
    await synced(drain, RunKind.PART, Part.STAFF)
    run_id, _ = await start(RunKind.FULL, [Part.CUSTOMERS])
    await run_slice(SyncContinued(run_id, 0))
    late = await company.at.person("乙", "13900000002")
    listed = await company.at.calls("externalcontact/list")
    await friend_added(NewFriend("lina", late["external_userid"], clock.now()))
    await company.at.scan(late, await company.at.contact_way("lina"))
    await friend_added(NewFriend("lina", late["external_userid"], clock.now()))
    await drop(company, "lina", late)
    await run_slice(SyncContinued(run_id, 1))
    assert len(await company.at.calls("externalcontact/list")) > len(listed)
    assert (await friends())["lina", late["external_userid"]]
    await drain()
    assert (await run_progress(run_id)).status is RunStatus.DONE


async def test_customers_come_with_the_code_of_their_state(company: Company, drain: Drain) -> None:
    await company.at.hire("lina")
    await sync_staff()
    guide = await staff_by_userid("lina")
    assert guide
    code = await live_code(guide, drain)
    await company.befriended("lina", state=code.state)
    await company.settle()
    await synced(drain)
    assert await db.fetch_value(CODE_OF) == code.id


@pytest.fixture
def tonight(product: None) -> Iterator[None]:
    usual = nightly_at()
    yield
    nightly_at.bind(usual)


async def test_a_night_has_one_sync_and_a_day_has_none(company: Company, drain: Drain, tonight: None) -> None:
    now = clock.now().astimezone(SHANGHAI)
    nightly_at.bind(time((now.hour - 4) % 24, now.minute))
    assert await start_nightly() is None
    nightly_at.bind(time(now.hour, now.minute))
    run_id = await start_nightly()
    assert run_id
    assert await start_nightly() is None
    await company.at.hire("lina")
    await drain()
    assert await start_nightly() is None
    assert [run.id for run in await runs_page(None, 10)] == [run_id]
    assert (await run_progress(run_id)).kind is RunKind.NIGHTLY
