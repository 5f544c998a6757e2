"""Guides are told what their customers do, once."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.events.guides import NoticeQueued
from app.events.orders import OrderPaid
from app.events.radar import ProductsViewed, ProductView
from app.guides.reactions import merged, notice_views, tell_order_paid
from app.guides.send_notice import send_notice
from app.guides.states import NoticeKind
from app.guides.tell import tell
from app.kernel import clock, db
from app.kernel.errors import UnknownOutcome
from app.staff.queries import StaffCard
from tests.app.guides.factory import make_product, new_friend
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise

NOON = datetime(2026, 5, 1, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def friend(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> Any:
    return await new_friend(enterprise, guide, drain)


def viewed(member_id: UUID, product_id: UUID, *moments: datetime) -> ProductsViewed:
    return ProductsViewed(tuple(ProductView(member_id, product_id, at) for at in moments))


def paid(guide_id: UUID | None, member_id: UUID) -> OrderPaid:
    return OrderPaid(uuid4(), member_id, "SO202605010000000001", 123456, guide_id, None, None, NOON)


async def test_a_view_is_told_with_name_title_and_moment(enterprise: Enterprise, friend: Any, drain: Drain) -> None:
    await notice_views(viewed(friend["member_id"], await make_product("明前龙井"), NOON))
    await drain()
    assert await enterprise.told("lina") == ["客户 王小明 正在浏览「明前龙井」 12:00:00"]


async def test_views_within_a_minute_are_told_once(enterprise: Enterprise, friend: Any, drain: Drain) -> None:
    product_id, now = await make_product(), clock.now()
    await notice_views(viewed(friend["member_id"], product_id, now, now + 3 * SECOND, now + 50 * SECOND))
    for later in (1, 30, 59):
        await notice_views(viewed(friend["member_id"], product_id, now + later * SECOND))
    await drain()
    assert len(await enterprise.told("lina")) == 1
    await notice_views(viewed(friend["member_id"], product_id, now + 125 * SECOND))
    await drain()
    assert len(await enterprise.told("lina")) == 2


async def test_another_product_is_told_too(enterprise: Enterprise, friend: Any, drain: Drain) -> None:
    for title in ("龙井", "普洱"):
        await notice_views(viewed(friend["member_id"], await make_product(title), clock.now()))
    await drain()
    assert len(await enterprise.told("lina")) == 2


async def test_the_same_batch_again_is_not_told_again(enterprise: Enterprise, friend: Any, drain: Drain) -> None:
    batch = viewed(friend["member_id"], await make_product(), NOON, NOON + 90 * SECOND)
    for _ in range(3):
        await notice_views(batch)
    await drain()
    assert len(await enterprise.told("lina")) == 2


async def test_views_of_a_member_without_a_guide_or_of_no_product_are_told_nobody(friend: Any) -> None:
    await notice_views(viewed(uuid4(), await make_product(), NOON))
    await notice_views(viewed(friend["member_id"], uuid4(), NOON))
    assert await db.fetch_value("SELECT count(*) FROM guide_notices") == 0


def test_views_merge_per_member_and_product_in_any_order() -> None:
    member, tea, cup = uuid4(), uuid4(), uuid4()
    views = [
        ProductView(member, tea, NOON + 70 * SECOND),
        ProductView(member, tea, NOON),
        ProductView(member, cup, NOON + SECOND),
        ProductView(member, tea, NOON + 59 * SECOND),
    ]
    assert merged(views) == [views[1], views[2], views[0]]


async def test_a_paid_order_is_told_to_its_guide_once(
    enterprise: Enterprise, guide: StaffCard, friend: Any, drain: Drain
) -> None:
    order = paid(guide.id, friend["member_id"])
    for _ in range(2):
        await tell_order_paid(order)
    await tell_order_paid(paid(None, friend["member_id"]))
    await drain()
    [text] = await enterprise.told("lina")
    assert text == "客户 王小明 已付款 ¥1,234.56\n订单号 SO202605010000000001\n12:00:00"


async def test_a_lost_answer_does_not_make_a_guide_hear_it_twice(
    enterprise: Enterprise, guide: StaffCard, impatient: None
) -> None:
    await tell(guide.id, NoticeKind.RADAR, "key", "客户 王小明 12:00:00")
    queued = NoticeQueued(await db.fetch_value("SELECT id FROM guide_notices"))
    await enterprise.fault("message/send", "hang_after")
    with pytest.raises(UnknownOutcome):
        await send_notice(queued)
    await enterprise.clear_faults()
    for _ in range(2):
        await send_notice(queued)
    assert len(await enterprise.told("lina")) == 1
    assert len(await enterprise.calls("message/send")) == 2
    assert await db.fetch_value("SELECT status FROM guide_notices") == "sent"


async def test_a_dismissed_guide_is_not_told(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    await db.execute("UPDATE staff SET active = false")
    await tell(guide.id, NoticeKind.RADAR, "key", "客户 王小明 12:00:00")
    await drain()
    [row] = await db.fetch("SELECT status, failure FROM guide_notices")
    assert tuple(row) == ("failed", "员工已停用")
    assert await enterprise.told("lina") == []
