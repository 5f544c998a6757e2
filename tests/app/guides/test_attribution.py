"""Whose customer a member becomes, as rules, over the database, and on orders."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.orders import OrderPaid
from app.events.radar import GuideLinkFollowed
from app.guides.attribute import attribute, change_guide, hand_on
from app.guides.attribution_rules import MOST_DAYS, USUAL, add_rules, in_force
from app.guides.bonds import Bond, Happening, Rules, decide
from app.guides.errors import UnknownStaff
from app.guides.models import Follow
from app.guides.queries import bond_of, guide_changes, guide_of
from app.guides.reactions import attribute_entry, attribute_purchase
from app.guides.states import AttributionMode as Mode
from app.guides.states import AttributionReason as Reason
from app.guides.states import Performance, WhichFriend
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.members.models import Member
from app.staff.models import Staff

NOON = datetime(2026, 5, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
ANNA, BELLA, CARLA = (UUID(int=n) for n in (1, 2, 3))
HIM = UUID(int=9)
EVENTS = (Reason.FRIEND, Reason.ENTRY, Reason.PURCHASE)
LOCKING = Rules(1, Mode.ONE, WhichFriend.LATEST, 7, 30, 90, Performance.OWN)

days = st.integers(0, 400)
rules_of_all_kinds = st.builds(
    Rules,
    st.just(1),
    st.sampled_from(Mode),
    st.sampled_from(WhichFriend),
    *(days, days, days),
    st.sampled_from(Performance),
)
happenings = st.lists(
    st.builds(
        Happening,
        st.just(HIM),
        st.sampled_from([ANNA, BELLA, CARLA]),
        st.sampled_from(EVENTS),
        st.integers(0, 1000).map(lambda day: NOON + day * DAY),
    ),
    max_size=12,
)


@given(rules_of_all_kinds, happenings, st.lists(st.booleans(), min_size=12, max_size=12))
def test_a_lock_holds_until_it_ends_and_the_next_event_may_bind_anew(
    rules: Rules, events: list[Happening], counting: list[bool]
) -> None:
    bond: Bond | None = None
    for event, counts in zip(events, counting, strict=False):
        before, after = bond, decide(rules, bond, event, counts=counts)
        bond = after or before
        binding = rules.days(event.reason) > 0
        if not binding:
            assert after is None
        elif before is None:
            assert after == Bond(event.staff_id, event.at, event.at + rules.days(event.reason) * DAY)
        elif event.staff_id == before.staff_id:
            assert bond is not None
            assert bond.since == before.since
            assert bond.locked_until is not None
            assert before.locked_until is not None
            assert bond.locked_until == max(before.locked_until, event.at + rules.days(event.reason) * DAY)
        else:
            locked = rules.mode is Mode.ONE and before.locked_until is not None and event.at < before.locked_until
            free = not locked and counts and event.at >= before.since
            assert (after is not None) == free


@given(rules_of_all_kinds, happenings)
def test_what_is_told_again_changes_nothing(rules: Rules, events: list[Happening]) -> None:
    for event in events:
        bound = decide(rules, None, event)
        assert bound is None or decide(rules, bound, event) is None


async def hire(name: str, store_id: UUID | None = None, *, active: bool = True) -> UUID:
    staff_id = new_id()
    await Staff.create(
        id=staff_id,
        userid=name,
        name=name,
        roles=["guide"],
        active=active,
        store_id=store_id,
        created_at=clock.now(),
    )
    return staff_id


async def befriend(member_id: UUID, staff_id: UUID, at: datetime) -> None:
    await Follow.create(
        id=new_id(), external_userid=f"wm{member_id.hex[-8:]}", staff_id=staff_id, member_id=member_id, followed_at=at
    )
    await attribute([Happening(member_id, staff_id, Reason.FRIEND, at)])


async def use(**changes: Any) -> Rules:
    return await add_rules(replace(USUAL, **changes), new_id())


@pytest.mark.usefixtures("database")
async def test_usually_the_first_friend_keeps_the_member() -> None:
    assert await in_force.get() == USUAL
    await befriend(HIM, ANNA, NOON)
    await befriend(HIM, BELLA, NOON + 400 * DAY)
    bond = await bond_of(HIM)
    assert bond == Bond(ANNA, NOON, NOON + MOST_DAYS * DAY)
    (change,) = await guide_changes(HIM, None, 10)
    assert (change.from_staff_id, change.to_staff_id, change.reason) == (None, ANNA, "first_friend")


@pytest.mark.usefixtures("database")
async def test_the_latest_friend_comes_only_after_the_lock() -> None:
    await use(friends=WhichFriend.LATEST, friend_days=30)
    await befriend(HIM, ANNA, NOON)
    await befriend(HIM, BELLA, NOON + 29 * DAY)
    assert await guide_of(HIM) == ANNA
    await befriend(HIM, CARLA, NOON + 30 * DAY)
    assert await guide_of(HIM) == CARLA
    reasons = [change.reason for change in await guide_changes(HIM, None, 10)]
    assert reasons == ["friend", "first_friend"]


@pytest.mark.usefixtures("database")
async def test_of_a_store_only_the_first_friend_counts() -> None:
    await use(friends=WhichFriend.FIRST_OF_STORE, friend_days=1)
    here, there = new_id(), new_id()
    anna, bella, carla = await hire("anna", here), await hire("bella", here), await hire("carla", there)
    await befriend(HIM, anna, NOON)
    await befriend(HIM, bella, NOON + 2 * DAY)
    assert await guide_of(HIM) == anna
    await befriend(HIM, carla, NOON + 4 * DAY)
    assert await guide_of(HIM) == carla


@pytest.mark.usefixtures("database")
async def test_with_many_guides_no_lock_keeps_the_main_guide() -> None:
    await use(mode=Mode.MANY, friends=WhichFriend.LATEST, friend_days=30)
    await befriend(HIM, ANNA, NOON)
    await befriend(HIM, BELLA, NOON + DAY)
    assert await guide_of(HIM) == BELLA


@pytest.mark.usefixtures("database")
async def test_entries_and_purchases_bind_when_the_rules_say_so() -> None:
    entry, paid = GuideLinkFollowed(HIM, ANNA, NOON), paid_to(BELLA, NOON + 8 * DAY)
    await attribute_entry(entry)
    await attribute_purchase(paid)
    assert await guide_of(HIM) is None
    await add_rules(LOCKING, new_id())
    await attribute_entry(entry)
    assert await guide_of(HIM) == ANNA
    await attribute_purchase(paid_to(BELLA, NOON + 6 * DAY))
    assert await guide_of(HIM) == ANNA
    await attribute_purchase(paid)
    await attribute_purchase(paid)
    assert await bond_of(HIM) == Bond(BELLA, paid.paid_at, paid.paid_at + 90 * DAY)
    assert [change.reason for change in await guide_changes(HIM, None, 10)] == ["purchase", "entry"]


def paid_to(guide_id: UUID, at: datetime) -> OrderPaid:
    return OrderPaid(new_id(), HIM, "S1", 100, guide_id, None, None, at)


@pytest.mark.usefixtures("database")
async def test_head_office_changes_a_locked_guide_and_says_why() -> None:
    await Member.create(id=HIM, created_at=NOON)
    office, bella, gone = new_id(), await hire("bella"), await hire("gone", active=False)
    await befriend(HIM, ANNA, NOON)
    for unknown in (gone, new_id()):
        with pytest.raises(UnknownStaff):
            await change_guide(HIM, unknown, office, "")
    await change_guide(HIM, bella, office, "客户投诉")
    await change_guide(HIM, bella, office, "again")
    change, _ = await guide_changes(HIM, None, 10)
    assert (change.from_staff_id, change.to_staff_id) == (ANNA, bella)
    assert (change.reason, change.by_staff_id, change.note) == ("by_hand", office, "客户投诉")
    await change_guide(HIM, None, office, "暂不分配")
    assert await guide_of(HIM) is None
    assert (await guide_changes(HIM, None, 1))[0].to_staff_id is None


@pytest.mark.usefixtures("database")
async def test_handed_on_is_who_belongs_to_the_old_guide_locked_as_before() -> None:
    other, hand_over = new_id(), new_id()
    await befriend(HIM, ANNA, NOON)
    await befriend(other, CARLA, NOON)
    assert await hand_on([HIM, other, new_id()], ANNA, BELLA, hand_over, new_id()) == [HIM]
    bond = await bond_of(HIM)
    assert bond
    assert (bond.staff_id, bond.locked_until) == (BELLA, NOON + MOST_DAYS * DAY)
    assert await guide_of(other) == CARLA
    assert (await guide_changes(HIM, None, 1))[0].hand_over_id == hand_over


@pytest.mark.usefixtures("database")
async def test_of_two_first_friends_at_once_one_becomes_the_guide() -> None:
    members = [new_id() for _ in range(20)]
    one = [Happening(each, ANNA, Reason.FRIEND, NOON) for each in members]
    two = [Happening(each, BELLA, Reason.FRIEND, NOON) for each in reversed(members)]
    first, second = await asyncio.gather(attribute(one), attribute(two))
    assert len(first) + len(second) == 20
    assert await db.fetch_value("SELECT count(*) FROM guide_attribution_changes") == 20
