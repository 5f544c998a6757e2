"""Join ways of groups, and acquisition links."""

import pytest

from app.kernel import clock
from app.kernel.errors import PermanentFailure
from tests.wecom.enterprise import Enterprise
from wecom.client import acquisition_links, join_ways
from wecom.client.corp import Corp

GUIDE, OTHER = "lina", "wangqiang"


async def test_a_join_way_is_made_read_replaced_and_deleted(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.hire(GUIDE)
    chat_id, other = await enterprise.group(GUIDE), await enterprise.group(GUIDE, name="二群")
    way = join_ways.Way([chat_id], remark="门口海报", room_base_name="新品群", room_base_id=2, state="store-1")
    config_id = await join_ways.add(corp.contact, way)
    found = await join_ways.get(corp.contact, config_id)
    assert (found.config_id, found.chat_id_list, found.state) == (config_id, [chat_id], "store-1")
    assert (found.scene, found.auto_create_room) == (join_ways.QR_CODE, 1)
    assert (found.remark, found.room_base_name, found.room_base_id) == ("门口海报", "新品群", 2)
    assert found.qr_code
    await join_ways.replace(corp.contact, config_id, join_ways.Way([other], auto_create_room=0))
    replaced = await join_ways.get(corp.contact, config_id)
    assert (replaced.chat_id_list, replaced.state, replaced.auto_create_room) == ([other], "", 0)
    assert replaced.qr_code == found.qr_code
    await join_ways.delete(corp.contact, config_id)
    with pytest.raises(PermanentFailure) as gone:
        await join_ways.get(corp.contact, config_id)
    assert gone.value.code == 41044


async def test_a_join_way_to_six_groups_is_refused(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.hire(GUIDE)
    six = [await enterprise.group(GUIDE, name=f"群{n}") for n in range(6)]
    with pytest.raises(PermanentFailure, match="超过 5 个") as refused:
        await join_ways.add(corp.contact, join_ways.Way(six))
    assert refused.value.code == 41091


async def test_an_acquisition_link_brings_customers_of_a_channel(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.hire(GUIDE)
    await enterprise.post("/wecom/links/quota", balance=100)
    link = await acquisition_links.create(corp.contact, "春季活动", [GUIDE])
    person = await enterprise.person()
    url = acquisition_links.of_channel(link.url, "poster 1&2")
    await enterprise.post(f"/people/{person['id']}/follow_link", url=url)
    [won] = [one async for one in acquisition_links.won_by(corp.contact, link.link_id)]
    assert (won.external_userid, won.userid, won.chat_status) == (person["external_userid"], GUIDE, 0)
    assert won.state == "poster 1&2"
    now = int(clock.now().timestamp())
    counted = await acquisition_links.statistic(corp.contact, link.link_id, now - 3600, now + 3600)
    assert counted.new_customer_cnt == 1
    left = await acquisition_links.quota(corp.contact)
    assert left.balance == 99
    assert left.total >= 100


async def test_acquisition_links_are_listed_changed_and_deleted(
    corp: Corp, enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    for userid in (GUIDE, OTHER):
        await enterprise.hire(userid)
    monkeypatch.setattr(acquisition_links, "LIST_PAGE", 1)
    made = [await acquisition_links.create(corp.contact, name, [GUIDE]) for name in ("一", "二")]
    listed = [one async for one in acquisition_links.link_ids(corp.contact)]
    assert sorted(listed) == sorted(one.link_id for one in made)
    await acquisition_links.update(corp.contact, made[0].link_id, "三", [OTHER])
    details = await acquisition_links.get(corp.contact, made[0].link_id)
    assert (details.link.link_name, details.link.url, details.range.user_list) == ("三", made[0].url, [OTHER])
    await acquisition_links.delete(corp.contact, made[0].link_id)
    assert [one async for one in acquisition_links.link_ids(corp.contact)] == [made[1].link_id]


def test_the_address_of_a_link_inside_a_mini_program() -> None:
    url = acquisition_links.of_channel("https://work.weixin.qq.com/ca/cawcde1", "a b")
    assert url == "https://work.weixin.qq.com/ca/cawcde1?customer_channel=a%20b"
    assert acquisition_links.inside_miniprogram(url) == (
        "weixin://biz/ww/profile/https%3A%2F%2Fwork.weixin.qq.com%2Fca%2Fcawcde1%3Fcustomer_channel%3Da%2520b"
    )
