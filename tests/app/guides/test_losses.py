"""Who deleted whom is recorded as the platform tells it, with what the customer was worth, and told once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.aftersale.weigh_lost_friend import weigh_lost_friend
from app.events.guides import FriendLost
from app.guides.alert_losses import alert_losses
from app.guides.friend_ended import friend_ended
from app.guides.gateway import Customer
from app.guides.loss_policy import LossPolicy, set_loss_policy
from app.guides.meet import NewFriend, meet
from app.guides.states import EndedBy
from app.guides.weigh_loss import weigh_loss
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.staff.queries import StaffCard, staff_by_userid
from app.staff.sync import sync
from tests.app.guides.factory import new_friend
from tests.conftest import Drain
from tests.wecom.conftest import corp
from tests.wecom.enterprise import Enterprise
from wecom.client import transfers
from wecom.client.corp import Corp

__all__ = ["corp"]
ALWAYS: dict[str, Any] = {"quiet_from": "00:00", "quiet_until": "00:00"}
LOSSES = """
SELECT l.*, f.ended_by, f.ended_at FROM guide_losses l JOIN guide_follows f ON f.id = l.follow_id ORDER BY l.id
"""


@pytest.fixture
async def manager(enterprise: Enterprise, guide: StaffCard) -> StaffCard:
    await enterprise.hire("zhou", "周经理")
    await sync()
    found = await staff_by_userid("zhou")
    assert found
    return found


async def policy(manager: StaffCard, **terms: Any) -> None:
    await set_loss_policy(LossPolicy(**(ALWAYS | {"staff_ids": [manager.id]} | terms)))


async def befriended(guide: StaffCard, *names: str, since: timedelta = timedelta(days=35)) -> None:
    for name in names:
        customer = Customer(f"wm-{name}", name, f"u-{name}")
        await meet(NewFriend(guide.userid, customer.external_userid, clock.now() - since), customer, None)


async def lost(guide: StaffCard, *names: str, by: EndedBy = EndedBy.CUSTOMER) -> None:
    for name in names:
        await friend_ended(guide.userid, f"wm-{name}", clock.now(), by)


async def alert(drain: Drain) -> None:
    """What the tick does, once what was lost is weighed, and the sending after it."""
    await drain()
    await alert_losses()
    await drain()


async def an_order(member_id: UUID, total: int, paid_at: datetime | None, back: int = 0) -> None:
    order, now = new_id(), clock.now()
    await db.execute(
        "INSERT INTO orders (id, number, member_id, idempotency_key, request_hash, status, total, payable, expires_at,"
        " placed_at, paid_at) VALUES ($1, $2, $3, $2, '', $4, $5, $5, $6, $6, $7)",
        *(order, order.hex, member_id, "paid" if paid_at else "unpaid", total, now, paid_at),
    )
    if back:
        await db.execute(
            "INSERT INTO after_sales (id, number, order_id, member_id, idempotency_key, kind, status, reason, note,"
            " pictures, amount, freight, stored_value, points, refusal, created_at)"
            " VALUES ($1, $2, $3, $4, $2, 'return', 'done', 'unwanted', '', '[]', $5, 0, 0, 0, '', $6)",
            *(new_id(), new_id().hex, order, member_id, back, now),
        )


async def test_a_customer_who_deletes_the_guide_is_a_loss_that_the_guide_hears_of(
    enterprise: Enterprise, guide: StaffCard, manager: StaffCard, drain: Drain
) -> None:
    await policy(manager)
    person = await new_friend(enterprise, guide, drain)
    await enterprise.post(f"/people/{person['id']}/delete_friend", userid="lina")
    await enterprise.arrived(2)
    await alert(drain)
    [loss] = await db.fetch(LOSSES)
    assert (loss["by"], loss["ended_by"], loss["staff_id"]) == ("customer", "customer", guide.id)
    assert (loss["at"], loss["member_id"]) == (loss["ended_at"], person["member_id"])
    assert (loss["orders"], loss["spent"], loss["recovered_at"], loss["tell_at"]) == (0, 0, None, None)
    [own], [named] = await enterprise.told("lina"), await enterprise.told("zhou")
    assert own.startswith("客户 王小明 删除了您\n好友 0 天，未下单\n")
    assert named.startswith("客户 王小明 删除了导购 李娜\n好友 0 天，未下单\n")


async def test_a_guide_who_deletes_a_customer_does_not_hear_of_it(
    enterprise: Enterprise, guide: StaffCard, manager: StaffCard, drain: Drain
) -> None:
    await policy(manager)
    person = await new_friend(enterprise, guide, drain)
    await enterprise.post("/wecom/staff/lina/delete_customer", person_id=person["id"])
    await enterprise.arrived(2)
    await alert(drain)
    [loss] = await db.fetch(LOSSES)
    assert (loss["by"], loss["ended_by"]) == ("guide", "guide")
    [named] = await enterprise.told("zhou")
    assert named.startswith("导购 李娜 删除了客户 王小明\n")
    assert await enterprise.told("lina") == []


async def test_a_customer_handed_over_is_no_loss(
    enterprise: Enterprise, guide: StaffCard, manager: StaffCard, drain: Drain, corp: Corp
) -> None:
    await policy(manager)
    person = await new_friend(enterprise, guide, drain)
    await transfers.begin(corp.contact, "lina", "zhou", [person["external_userid"]])
    await enterprise.advance(25 * 3600)
    await enterprise.arrived(3)
    await alert(drain)
    follows = await db.fetch("SELECT staff_id, ended_by, ended_at IS NULL AS lasts FROM guide_follows ORDER BY id")
    assert [tuple(one) for one in follows] == [(guide.id, "handed_over", False), (manager.id, None, True)]
    assert await db.fetch(LOSSES) == []
    assert await enterprise.told("zhou") == []


async def test_what_the_customer_was_worth_is_told(
    enterprise: Enterprise, guide: StaffCard, manager: StaffCard, drain: Drain
) -> None:
    await policy(manager)
    await befriended(guide, "小明")
    member = await db.fetch_value("SELECT member_id FROM guide_follows")
    before = clock.now() - timedelta(days=1)
    await an_order(member, 123_456, before, back=23_456)
    await an_order(member, 50, before)
    await an_order(member, 7_777, None)
    await lost(guide, "小明")
    await an_order(member, 9_999, clock.now() + timedelta(minutes=1))
    await alert(drain)
    [loss] = await db.fetch(LOSSES)
    assert (loss["orders"], loss["spent"]) == (2, 100_050)
    [text] = await enterprise.told("zhou")
    moment = loss["at"].astimezone(clock.SHANGHAI).strftime("%m-%d %H:%M:%S")
    assert text == f"客户 小明 删除了导购 李娜\n好友 35 天，2 单 ¥1,000.50\n{moment}"


async def test_telling_and_weighing_again_tells_nobody_again(
    enterprise: Enterprise, guide: StaffCard, manager: StaffCard, drain: Drain
) -> None:
    await policy(manager)
    await befriended(guide, "小明")
    await lost(guide, "小明")
    await lost(guide, "小明")
    await alert(drain)
    [loss] = await db.fetch(LOSSES)
    await weigh_lost_friend(FriendLost(loss["id"], loss["member_id"], loss["at"]))
    await weigh_loss(loss["id"], 5, 500)
    await alert(drain)
    [loss] = await db.fetch(LOSSES)
    assert (loss["orders"], len(await enterprise.told("lina")), len(await enterprise.told("zhou"))) == (0, 1, 1)


async def test_who_comes_back_is_recovered_and_not_told_of(
    enterprise: Enterprise, guide: StaffCard, manager: StaffCard, drain: Drain
) -> None:
    await policy(manager)
    await befriended(guide, "小明", "小红")
    await lost(guide, "小明")
    await drain()
    await befriended(guide, "小明", since=timedelta())
    await lost(guide, "小红")
    await befriended(guide, "小红", since=timedelta())
    await alert(drain)
    assert await enterprise.told("zhou") == []
    losses = await db.fetch(LOSSES)
    assert [loss["recovered_at"] is not None for loss in losses] == [True, True]
    assert {loss["ended_by"] for loss in losses} == {None}
    await lost(guide, "小明")
    losses = await db.fetch(LOSSES)
    assert [loss["recovered_at"] is None for loss in losses] == [False, False, True]


async def test_a_digest_lists_twenty_and_counts_all_and_fits_into_a_message(
    enterprise: Enterprise, guide: StaffCard, manager: StaffCard, drain: Drain
) -> None:
    digest_at = (clock.now() + timedelta(hours=1)).astimezone(clock.SHANGHAI).strftime("%H:%M")
    await policy(manager, digest_at=digest_at, daily_limit=None)
    long = "𝒳" * 20
    names = [f"{number:02d}{long}" for number in range(23)]
    await befriended(guide, *names)
    for member in await db.fetch("SELECT member_id FROM guide_follows"):
        await an_order(member["member_id"], 999_999_999_99, clock.now() - timedelta(days=1))
    await lost(guide, *names[:20])
    await lost(guide, *names[20:], by=EndedBy.GUIDE)
    await alert(drain)
    assert await enterprise.told("zhou") == []
    await enterprise.advance(3600)
    await alert(drain)
    [text] = await enterprise.told("zhou")
    head, *lines = text.split("\n")
    assert head == "客户流失 23 位（客户删除 20，导购删除 3）"
    assert len(lines) == 22
    assert lines[0].endswith("00𝒳𝒳𝒳𝒳 删除了 李娜 1 单 ¥999,999,999.99")
    assert lines[-2] == "其余 3 位请在后台「客户流失」查看"
    assert len(text.encode()) <= 2048
    [own] = await enterprise.told("lina")
    assert own.startswith("客户流失 20 位（客户删除 20，导购删除 0）")
    assert " 删除了 您 " in own


async def test_a_guide_who_deletes_many_in_a_day_is_warned_of_once(
    enterprise: Enterprise, guide: StaffCard, manager: StaffCard, drain: Drain
) -> None:
    await policy(manager, digest_at="00:00", daily_limit=2)
    await befriended(guide, "甲", "乙", "丙", "丁")
    await lost(guide, "甲", by=EndedBy.GUIDE)
    await lost(guide, "丁")
    await alert(drain)
    assert await enterprise.told("zhou") == []
    await lost(guide, "乙", by=EndedBy.GUIDE)
    await alert(drain)
    await lost(guide, "丙", by=EndedBy.GUIDE)
    await alert(drain)
    [warning] = await enterprise.told("zhou")
    assert warning.startswith("导购 李娜 今日删除 2 位客户，请核实\n")
    assert await enterprise.told("lina") == []


async def test_what_is_due_in_quiet_hours_is_put_off_to_their_end(
    enterprise: Enterprise, guide: StaffCard, manager: StaffCard, drain: Drain
) -> None:
    await policy(manager, daily_limit=1)
    await befriended(guide, "甲")
    await lost(guide, "甲", by=EndedBy.GUIDE)
    await drain()
    begins, ends = (
        (clock.now() + timedelta(hours=hours)).astimezone(clock.SHANGHAI).strftime("%H:%M") for hours in (-1, 1)
    )
    await policy(manager, daily_limit=1, quiet_from=begins, quiet_until=ends)
    await alert(drain)
    assert await enterprise.told("zhou") == []
    await enterprise.advance(3600)
    await alert(drain)
    assert len(await enterprise.told("zhou")) == 2


async def test_switched_off_nobody_hears_and_the_loss_is_recorded(
    enterprise: Enterprise, guide: StaffCard, manager: StaffCard, drain: Drain
) -> None:
    await policy(manager, enabled=False, daily_limit=1)
    await befriended(guide, "甲")
    await lost(guide, "甲", by=EndedBy.GUIDE)
    await alert(drain)
    await policy(manager)
    await alert(drain)
    await befriended(guide, "乙")
    await lost(guide, "乙")
    await drain()
    await policy(manager, enabled=False)
    await alert(drain)
    assert await db.fetch_value("SELECT count(*) FROM guide_losses WHERE orders = 0 AND tell_at IS NULL") == 2
    assert await db.fetch_value("SELECT count(*) FROM guide_notices") == 0
