"""The picture on mini-program cards."""

import pytest

from app.campaigns.gateway import Card
from app.kernel.settings import Settings
from tests.wecom.enterprise import Enterprise
from wecom.client.corp import Corp
from wecom.client.corp import corp as make_corp
from wecom.client.gateways.campaigns import CampaignsOverWeCom

GUIDE = "lina"
DAY = 24 * 3600
CARD = Card("新品龙井", "pages/product/index.html?id=1")


async def test_it_is_uploaded_once_for_all_processes(corp: Corp, enterprise: Enterprise, settings: Settings) -> None:
    other = make_corp(settings)
    assert await corp.cover.media_id() == await other.cover.media_id() == await corp.cover.media_id()
    assert len(await enterprise.calls("media/upload")) == 1


async def test_it_is_uploaded_anew_before_the_platform_drops_it(corp: Corp, enterprise: Enterprise) -> None:
    old = await corp.cover.media_id()
    await enterprise.advance(2.4 * DAY)
    assert await corp.cover.media_id() == old
    await enterprise.advance(0.2 * DAY)
    assert await corp.cover.media_id() != old


@pytest.mark.parametrize("errcode", [40007, 40145])
async def test_a_message_whose_picture_is_gone_is_sent_with_a_new_one(
    corp: Corp, enterprise: Enterprise, errcode: int
) -> None:
    await enterprise.hire(GUIDE)
    chat_id = await enterprise.group(GUIDE)
    await enterprise.fault("externalcontact/add_msg_template", "errcode", errcode=errcode)
    assert await CampaignsOverWeCom(corp).create_group_broadcast(GUIDE, [chat_id], "新品到店", CARD)
    assert len(await enterprise.calls("media/upload")) == 2
    assert len(await enterprise.get(f"/wecom/staff/{GUIDE}/broadcasts")) == 1
