"""Group broadcasts through the campaigns' gateway."""

from datetime import timedelta

import pytest

from app.campaigns.gateway import Card, Outcome
from app.kernel import clock
from app.kernel.errors import PermanentFailure
from tests.wecom.enterprise import Enterprise
from wecom.client.corp import Corp
from wecom.client.gateways.campaigns import CampaignsOverWeCom

GUIDE, OTHER = "lina", "wangqiang"
CARD = Card("一款标题特别特别特别特别特别特别特别特别特别特别特别特别长的商品", "pages/product/index.html?id=1")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def campaigns(corp: Corp, enterprise: Enterprise) -> CampaignsOverWeCom:
    await enterprise.hire(GUIDE)
    await enterprise.hire(OTHER)
    return CampaignsOverWeCom(corp)


async def test_a_broadcast_reaches_exactly_the_named_groups_once_confirmed(
    campaigns: CampaignsOverWeCom, enterprise: Enterprise
) -> None:
    inside, outside = await enterprise.person(), await enterprise.person("赵六", "13900000002")
    chat_id = await enterprise.group(GUIDE, inside)
    await enterprise.group(GUIDE, outside, name="别的群")
    msgid = (await campaigns.create_group_broadcast(GUIDE, [chat_id], "新品到店", CARD)).msgid
    assert not await campaigns.is_confirmed(msgid, GUIDE)
    assert await campaigns.broadcast_results(msgid, GUIDE) == []

    await enterprise.post(f"/wecom/staff/{GUIDE}/broadcasts/{msgid}/confirm")
    assert await campaigns.is_confirmed(msgid, GUIDE)
    [(sent_to, outcome, at)] = await campaigns.broadcast_results(msgid, GUIDE)
    assert (sent_to, outcome) == (chat_id, Outcome.DELIVERED)
    assert at is not None
    assert abs(clock.now() - at) < MINUTE
    [received] = await enterprise.inbox_of(inside)
    card = received["attachments"][0]["miniprogram"]
    assert (received["text"], card["page"]) == ("新品到店", CARD.page)
    assert CARD.title.startswith(card["title"])
    assert await enterprise.inbox_of(outside) == []


async def test_a_group_over_its_monthly_quota_is_not_delivered(
    campaigns: CampaignsOverWeCom, enterprise: Enterprise
) -> None:
    chat_id = await enterprise.group(GUIDE, await enterprise.person())
    await enterprise.post("/wecom/settings", broadcasts_per_month=0)
    msgid = (await campaigns.create_group_broadcast(GUIDE, [chat_id], "新品到店", None)).msgid
    await enterprise.post(f"/wecom/staff/{GUIDE}/broadcasts/{msgid}/confirm")
    [(_, outcome, _)] = await campaigns.broadcast_results(msgid, GUIDE)
    assert outcome is Outcome.NOT_DELIVERED


async def test_a_broadcast_is_found_again_by_its_sender_text_and_time(
    campaigns: CampaignsOverWeCom, enterprise: Enterprise
) -> None:
    mine, others = await enterprise.group(GUIDE), await enterprise.group(OTHER)
    msgid = (await campaigns.create_group_broadcast(GUIDE, [mine], "新品到店", None)).msgid
    await campaigns.create_group_broadcast(OTHER, [others], "新品到店", None)
    await campaigns.create_group_broadcast(GUIDE, [mine], "另一条", None)
    now = clock.now()
    assert await campaigns.find_group_broadcast(GUIDE, "新品到店", now - MINUTE, now + MINUTE) == [msgid]
    assert await campaigns.find_group_broadcast(GUIDE, "新品到店", now - 2 * MINUTE, now - MINUTE) == []


async def test_a_broadcast_to_groups_of_somebody_else_is_refused(
    campaigns: CampaignsOverWeCom, enterprise: Enterprise
) -> None:
    chat_id = await enterprise.group(OTHER)
    with pytest.raises(PermanentFailure):
        await campaigns.create_group_broadcast(GUIDE, [chat_id], "新品到店", None)
