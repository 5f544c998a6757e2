"""Customers change hands over the sandbox: begun once, done on the platform's word, and everybody hears of it."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.events.handover import HandOverDue
from app.guides.errors import UnknownStaff
from app.guides.queries import friends_of, guide_changes, guide_of
from app.handover import queries
from app.handover.advance import advance, look_at_due
from app.handover.cancel import cancel
from app.handover.errors import NothingToHandOver, SuccessorIsTheGuide
from app.handover.models import HandedCustomer, HandOver, HandOverPair
from app.handover.read_unassigned import read_unassigned
from app.handover.start import Plan, start
from app.handover.states import TransferState as State
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.staff.queries import StaffCard
from app.staff.sync import sync
from tests.app.handover.conftest import Friends
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise, until

TRANSFER = "externalcontact/transfer_customer"
RESULT = "externalcontact/transfer_result"
HOUR, DAY = 3600, 86_400
Staffed = dict[str, StaffCard]


async def begun(staff: Staffed, *to: str, **more: Any) -> UUID:
    plan = Plan(staff["lina"].id, tuple(staff[one].id for one in to or ("meimei",)), **more)
    return await start(plan, new_id())


async def states(hand_over_id: UUID) -> dict[str, int]:
    return (await queries.hand_over(hand_over_id)).customers


async def due_now() -> None:
    """The clock's tick, as if every pair's time had come."""
    await HandOverPair.filter(due_at__not_isnull=True).update(due_at=clock.now() - timedelta(seconds=1))
    await look_at_due()


async def a_day_later(enterprise: Enterprise, drain: Drain, callbacks: int) -> None:
    before = await db.fetch_value("SELECT count(*) FROM wecom_inbox")
    await enterprise.advance(DAY + 60)
    if callbacks:
        await enterprise.arrived(before + callbacks)
    await drain()


async def test_customers_of_a_guide_in_service_are_the_successors_after_a_day(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    one, two = await friends("lina", 2)
    office = new_id()
    plan = Plan(staff["lina"].id, (staff["meimei"].id,), message="以后由我为您服务")
    hand_over_id = await start(plan, office)
    await drain()
    assert await states(hand_over_id) == {"waiting": 2}
    assert await guide_of(one["member_id"]) == staff["lina"].id

    await enterprise.arrived(2)
    await a_day_later(enterprise, drain, callbacks=4)
    await look_at_due()
    await drain()
    assert await states(hand_over_id) == {"done": 2}
    for person in (one, two):
        assert await guide_of(person["member_id"]) == staff["meimei"].id
        change = (await guide_changes(person["member_id"], None, 1))[0]
        assert (change.reason, change.hand_over_id, change.by_staff_id) == ("handed_over", hand_over_id, office)
        lasting = {friend.staff_id: friend.ended_at is None for friend in await friends_of(person["member_id"])}
        assert lasting == {staff["lina"].id: False, staff["meimei"].id: True}
    assert await db.fetch_value(
        "SELECT bool_and(ended_by = 'handed_over') FROM guide_follows WHERE ended_at IS NOT NULL"
    )
    assert await HandOverPair.filter(due_at__not_isnull=True).count() == 0


async def test_who_refuses_stays_and_says_why(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    one, two = await friends("lina", 2)
    await enterprise.arrived(2)
    hand_over_id = await begun(staff)
    await drain()
    await enterprise.post(f"/people/{one['id']}/refuse_transfer")
    await enterprise.arrived(3)
    await drain()
    assert await states(hand_over_id) == {"waiting": 1, "refused": 1}
    (line,) = await queries.customers(hand_over_id, None, 10, State.REFUSED)
    assert (line.external_userid, line.reason) == (one["external_userid"], "客户拒绝了转接")
    await a_day_later(enterprise, drain, callbacks=2)
    await look_at_due()
    await drain()
    assert await states(hand_over_id) == {"done": 1, "refused": 1}
    assert await guide_of(one["member_id"]) == staff["lina"].id
    assert await guide_of(two["member_id"]) == staff["meimei"].id


@pytest.mark.usefixtures("impatient")
async def test_a_lost_answer_is_asked_about_and_nobody_is_begun_twice(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    await friends("lina", 3)
    await enterprise.fault(TRANSFER, "hang_after")
    hand_over_id = await begun(staff)
    await drain()
    assert await states(hand_over_id) == {"begun": 3}
    await enterprise.clear_faults()
    await enterprise.advance(30)
    await look_at_due()
    await drain()
    assert await states(hand_over_id) == {"waiting": 3}
    assert len(await enterprise.calls(TRANSFER)) == 1


async def test_a_call_that_never_arrived_is_made_again_once_it_can_no_longer_be_under_way(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    await friends("lina", 2)
    hand_over_id = await begun(staff)
    # As a worker leaves it that dies between noting the call and making it.
    await HandedCustomer.all().update(state=State.BEGUN, begun_at=clock.now())
    await drain()
    assert await states(hand_over_id) == {"begun": 2}
    assert await enterprise.calls(TRANSFER) == []
    await enterprise.advance(30)
    await due_now()
    await drain()
    assert await states(hand_over_id) == {"waiting": 2}


async def test_a_platform_that_is_busy_is_tried_again_later(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    await friends("lina", 1)
    await enterprise.fault(TRANSFER, "errcode", errcode=-1)
    hand_over_id = await begun(staff)
    await drain()
    assert await states(hand_over_id) == {"planned": 1}
    await due_now()
    await drain()
    assert await states(hand_over_id) == {"waiting": 1}


async def test_what_wecom_refuses_has_its_reason(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    (one,) = await friends("lina", 1)
    await enterprise.post(f"/people/{one['id']}/delete_friend", userid="lina")
    hand_over_id = await begun(staff)
    await drain()
    (line,) = await queries.customers(hand_over_id, None, 10)
    assert line.state is State.FAILED
    assert "原成员没有添加该客户" in line.reason


async def test_a_customer_is_on_the_way_in_one_hand_over_only(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    await friends("lina", 5)
    first, second = await asyncio.gather(begun(staff, "meimei"), begun(staff, "xiaohe"))
    await drain()
    counted = [await states(one) for one in (first, second)]
    assert sum(each.get("waiting", 0) for each in counted) == 5
    assert sum(each.get("failed", 0) for each in counted) == 5
    failed = await HandedCustomer.filter(state=State.FAILED)
    assert {one.reason for one in failed} == {"该客户已在另一次转接中"}


async def test_polls_and_callbacks_at_once_hand_over_once(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    (one,) = await friends("lina", 1)
    await enterprise.arrived(1)
    await begun(staff)
    await drain()
    await enterprise.advance(DAY + 60)
    await enterprise.arrived(3)
    (pair,) = await HandOverPair.all()
    await asyncio.gather(*(advance(HandOverDue(pair.id)) for _ in range(4)), drain())
    assert await guide_of(one["member_id"]) == staff["meimei"].id
    reasons = [change.reason for change in await guide_changes(one["member_id"], None, 10)]
    assert reasons == ["handed_over", "first_friend"]


async def test_several_successors_share_evenly_and_what_has_not_begun_is_taken_back(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    await friends("lina", 4)
    hand_over_id = await begun(staff, "meimei", "xiaohe")
    rows = await HandedCustomer.all()
    assert [len([row for row in rows if row.pair_id == pair.id]) for pair in await HandOverPair.all()] == [2, 2]
    await HandedCustomer.filter(id=rows[0].id).update(state=State.BEGUN, begun_at=clock.now())
    await cancel(hand_over_id)
    await cancel(hand_over_id)
    assert await states(hand_over_id) == {"begun": 1, "cancelled": 3}
    await drain()
    assert await enterprise.calls(TRANSFER) == []
    assert (await HandOver.get()).cancelled_at is not None


async def test_only_the_chosen_members_go(staff: Staffed, friends: Friends) -> None:
    one, _ = await friends("lina", 2)
    await begun(staff, member_ids=frozenset({one["member_id"]}))
    (row,) = await HandedCustomer.all()
    assert row.external_userid == one["external_userid"]


async def test_impossible_hand_overs_are_refused(staff: Staffed, friends: Friends) -> None:
    with pytest.raises(NothingToHandOver):
        await begun(staff)
    await friends("lina", 1)
    with pytest.raises(SuccessorIsTheGuide):
        await begun(staff, "lina")
    with pytest.raises(UnknownStaff):
        await start(Plan(staff["lina"].id, (new_id(),)), new_id())
    assert await HandOver.all().count() == 0


async def test_customers_of_one_who_left_are_shown_as_waiting_and_go_to_a_successor(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    one, _ = await friends("lina", 2)
    await enterprise.arrived(2)
    await enterprise.post("/wecom/staff/lina/resign")
    await sync()
    assert await read_unassigned() == 2
    (line,) = await queries.unassigned("", 10)
    assert (line.userid, line.customers, line.under_way) == ("lina", 2, 0)

    hand_over_id = await begun(staff)
    await drain()
    assert (await HandOver.get()).resigned
    assert await states(hand_over_id) == {"waiting": 2}
    assert (await queries.unassigned("", 10))[0].under_way == 2
    await a_day_later(enterprise, drain, callbacks=2)
    await look_at_due()
    await drain()
    assert await states(hand_over_id) == {"done": 2}
    assert await guide_of(one["member_id"]) == staff["meimei"].id
    assert await read_unassigned() == 0
    assert await queries.unassigned("", 10) == []


@pytest.mark.usefixtures("impatient")
async def test_groups_change_hands_at_once_and_a_lost_answer_is_looked_up(
    enterprise: Enterprise, staff: Staffed, friends: Friends, drain: Drain
) -> None:
    (one,) = await friends("lina", 1)
    chats = [await enterprise.group("lina", one, name=f"群{at}") for at in range(2)]

    async def known() -> bool:
        await drain()
        return bool(await db.fetch_value("SELECT count(*) = 2 FROM group_chats"))

    await until(known)
    await enterprise.fault("externalcontact/groupchat/onjob_transfer", "hang_after")
    hand_over_id = await begun(staff, customers=False, groups=True)
    await drain()
    assert (await queries.hand_over(hand_over_id)).groups == {"begun": 2}
    await enterprise.clear_faults()
    await enterprise.advance(30)
    await due_now()
    await drain()
    assert (await queries.hand_over(hand_over_id)).groups == {"done": 2}
    owners = await db.fetch("SELECT chat_id, owner_userid FROM group_chats")
    assert {row["chat_id"]: row["owner_userid"] for row in owners} == dict.fromkeys(chats, "meimei")
    assert len(await enterprise.calls("externalcontact/groupchat/onjob_transfer")) == 1
