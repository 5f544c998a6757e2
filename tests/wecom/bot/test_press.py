"""Guides press buttons on their cards, and the cards say so."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.events.guides import NoticeQueued
from app.events.radar import ProductsViewed, ProductView
from app.guides.alert_losses import alert_losses
from app.guides.answer_notice import answer_notice
from app.guides.errors import NotYourNotice
from app.guides.loss_policy import LossPolicy, set_loss_policy
from app.guides.reactions import notice_views
from app.guides.send_notice import send_notice
from app.guides.states import NoticeKind, Press
from app.guides.tell import News, tell_all
from app.kernel import clock, db
from app.kernel.errors import UnknownOutcome
from app.staff.queries import StaffCard
from app.staff.sync import sync
from tests.app.guides.factory import make_product, new_friend
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise
from wecom.bot.press import Pressed, press

MINUTES = timedelta(minutes=1)
SEND, CHANGE = "message/send", "message/update_template_card"


@pytest.fixture
async def friend(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> Any:
    return await new_friend(enterprise, guide, drain)


async def see(friend: Any, drain: Drain, minutes: int = 0) -> None:
    at = clock.now() + minutes * MINUTES
    await notice_views(ProductsViewed((ProductView(friend["member_id"], await make_product(), at),)))
    await drain()


async def cards(enterprise: Enterprise, userid: str = "lina") -> list[Any]:
    inbox = await enterprise.get(f"/wecom/staff/{userid}/inbox")
    return [one for one in inbox if one["msgtype"] == "template_card"]


async def push(enterprise: Enterprise, drain: Drain, card: Any, key: str) -> None:
    before = await db.fetch_value("SELECT count(*) FROM wecom_inbox")
    await enterprise.post("/wecom/staff/lina/press", task_id=card["template_card"]["task_id"], key=key)
    await enterprise.arrived(before + 1)
    await drain()


async def answers() -> list[str | None]:
    rows = await db.fetch("SELECT answer FROM guide_notices WHERE kind = 'radar' ORDER BY created_at, id")
    return [row["answer"] for row in rows]


async def test_a_press_is_kept_and_the_card_says_so(enterprise: Enterprise, friend: Any, drain: Drain) -> None:
    await see(friend, drain)
    [card] = await cards(enterprise)
    assert [one["text"] for one in card["template_card"]["button_list"]] == ["已跟进", "今天不再提醒"]
    await push(enterprise, drain, card, Press.FOLLOWED_UP)
    assert await answers() == ["followed_up"]
    [card] = await cards(enterprise)
    assert card["replace_name"] == "已标记跟进"


async def test_a_muted_customer_is_not_told_of_until_tomorrow(
    enterprise: Enterprise, friend: Any, drain: Drain
) -> None:
    await see(friend, drain)
    await push(enterprise, drain, (await cards(enterprise))[0], Press.MUTE_TODAY)
    await see(friend, drain, minutes=3)
    assert len(await cards(enterprise)) == 1
    await enterprise.advance(24 * 3600)
    await see(friend, drain)
    assert len(await cards(enterprise)) == 2


async def test_the_first_press_counts(enterprise: Enterprise, friend: Any, drain: Drain) -> None:
    await see(friend, drain)
    notice_id: UUID = await db.fetch_value("SELECT id FROM guide_notices")
    for key in (Press.FOLLOWED_UP, Press.MUTE_TODAY, Press.FOLLOWED_UP):
        assert await answer_notice(notice_id, "lina", key, clock.now()) == "已标记跟进"
    assert await db.fetch_value("SELECT count(*) FROM guide_mutes") == 0


@pytest.mark.parametrize("task_id", ["not-an-id", "0" * 32])
async def test_a_card_that_is_none_of_ours_is_refused(friend: Any, task_id: str) -> None:
    with pytest.raises(NotYourNotice):
        await press(Pressed("lina", task_id, Press.FOLLOWED_UP, "code", clock.now()))


async def test_another_guide_cannot_answer(enterprise: Enterprise, friend: Any, drain: Drain) -> None:
    await enterprise.hire("other", "王芳")
    await sync()
    await see(friend, drain)
    notice_id: UUID = await db.fetch_value("SELECT id FROM guide_notices")
    with pytest.raises(NotYourNotice):
        await answer_notice(notice_id, "other", Press.FOLLOWED_UP, clock.now())
    with pytest.raises(NotYourNotice):
        await answer_notice(notice_id, "lina", "no_such_button", clock.now())
    assert await answers() == [None]


async def test_a_change_whose_answer_is_lost_is_made_up_for(
    enterprise: Enterprise, friend: Any, drain: Drain, impatient: None
) -> None:
    await see(friend, drain)
    await enterprise.fault(CHANGE, "hang_after")
    await push(enterprise, drain, (await cards(enterprise))[0], Press.FOLLOWED_UP)
    assert (await cards(enterprise))[0]["replace_name"] == "已标记跟进"
    assert await db.fetch_value("SELECT count(*) FROM wecom_inbox WHERE status <> 'done'") == 0


async def test_a_card_whose_answer_is_lost_arrives_once(enterprise: Enterprise, friend: Any, impatient: None) -> None:
    staff_id: UUID = await db.fetch_value("SELECT id FROM staff WHERE userid = 'lina'")
    news = News(staff_id, NoticeKind.RADAR, "key", "客户正在浏览", title="客户动态", buttons=(Press.FOLLOWED_UP,))
    await tell_all([news])
    queued = NoticeQueued(await db.fetch_value("SELECT id FROM guide_notices"))
    await enterprise.fault(SEND, "hang_after")
    with pytest.raises(UnknownOutcome):
        await send_notice(queued)
    assert await db.fetch_value("SELECT status FROM guide_notices") == "sending"
    await send_notice(queued)
    assert await db.fetch_value("SELECT status FROM guide_notices") == "sent"
    assert len(await cards(enterprise)) == 1


async def test_a_guide_says_on_the_card_why_a_customer_left(
    enterprise: Enterprise, guide: StaffCard, friend: Any, drain: Drain
) -> None:
    reasons = ["价格", "服务", "太远", "误加", "竞品", "搬家", "其他"]
    await set_loss_policy(LossPolicy(quiet_from="00:00", quiet_until="00:00", reasons=reasons))
    await enterprise.post(f"/people/{friend['id']}/delete_friend", userid="lina")
    await enterprise.arrived(2)
    await drain()
    await alert_losses()
    await drain()
    [card] = await cards(enterprise)
    buttons = card["template_card"]["button_list"]
    assert [one["text"] for one in buttons] == ["价格", "服务", "太远", "误加", "竞品", "搬家"]
    assert card["template_card"]["sub_title_text"].startswith("客户 王小明 删除了您")
    await push(enterprise, drain, card, buttons[1]["key"])
    assert await db.fetch_value("SELECT reasons->>0 FROM guide_losses") == "服务"
    [card] = await cards(enterprise)
    assert card["replace_name"] == "已记录：服务"
