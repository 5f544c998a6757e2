"""A friendship that WeCom tells of after a later one: who was first is first, unless a person has decided."""

from datetime import timedelta

import pytest

from app.guides.attribute import TOLD_LATE, attribute, change_guide
from app.guides.bonds import Bond, Happening
from app.guides.queries import bond_of, guide_changes, guide_of
from app.guides.states import AttributionMode as Mode
from app.guides.states import AttributionReason as Reason
from app.kernel.ids import new_id
from app.members.models import Member
from tests.app.guides.test_attribution import ANNA, BELLA, HIM, NOON, befriend, hire, use

pytestmark = pytest.mark.usefixtures("database")
SECOND = timedelta(seconds=1)


async def test_the_first_friend_is_the_guide_though_told_later() -> None:
    await use(friend_days=30)
    await befriend(HIM, BELLA, NOON + SECOND)
    await befriend(HIM, ANNA, NOON)
    assert await bond_of(HIM) == Bond(ANNA, NOON, NOON + timedelta(days=30))
    changes = [(change.from_staff_id, change.to_staff_id) for change in await guide_changes(HIM, None, 10)]
    assert changes == [(BELLA, ANNA), (None, BELLA)]


async def test_what_is_told_hours_later_changes_nothing() -> None:
    await befriend(HIM, BELLA, NOON)
    await befriend(HIM, ANNA, NOON - TOLD_LATE - SECOND)
    assert await guide_of(HIM) == BELLA


async def test_where_nothing_is_locked_the_later_one_stays() -> None:
    await use(mode=Mode.MANY)
    await befriend(HIM, BELLA, NOON + SECOND)
    await befriend(HIM, ANNA, NOON)
    assert await guide_of(HIM) == BELLA


async def test_what_head_office_has_decided_is_not_put_right() -> None:
    member = await Member.create(id=new_id(), nickname="", created_at=NOON)
    bella = await hire("bella")
    await befriend(member.id, ANNA, NOON)
    await change_guide(member.id, bella, new_id(), "客户要求")
    bond = await bond_of(member.id)
    assert bond
    await attribute([Happening(member.id, ANNA, Reason.FRIEND, bond.since - SECOND)])
    assert await guide_of(member.id) == bella


async def test_a_repetition_of_what_is_known_binds_nobody() -> None:
    again = [Happening(HIM, ANNA, Reason.FRIEND, NOON)]
    assert await attribute(again, known=True) == []
    assert await guide_of(HIM) is None
