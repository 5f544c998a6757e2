"""A friend who came by a code gets its remark and tags, and is greeted as its hour and store say."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.acquisition.code_terms import WelcomeVariant
from app.acquisition.greeting import choose
from app.acquisition.queries import Code, channel_code
from app.acquisition.remark import remark_for
from app.acquisition.request_channel_code import request_channel_code
from app.guides.gateway import Customer, gateway
from app.guides.meet import CameBy, NewFriend, meet
from app.guides.states import CameByKind
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.radar.links import read_token
from app.radar.states import EntranceKind
from app.staff.queries import StaffCard
from app.tags.queries import tags_of
from app.tags.states import Source
from tests.app.guides.factory import make_store, terms_of
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise
from wecom.client.gateways.guides import GuidesOverWeCom
from wecom.client.wire import Nothing

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
TEMPLATE = "{昵称}-{渠道}-{日期}"


async def corp_tag(enterprise: Enterprise, name: str = "门店新客") -> str:
    over = gateway()
    assert isinstance(over, GuidesOverWeCom)
    body = {"group_name": "渠道", "tag": [{"name": name}]}
    await over._corp.contact.act(Nothing, "externalcontact/add_corp_tag", body)
    [call] = await enterprise.calls("externalcontact/add_corp_tag")
    return str(call["answer"]["tag_group"]["tag"][0]["id"])


async def live(drain: Drain, guide: StaffCard, **more: Any) -> Code:
    code_id = await request_channel_code(terms_of(guide, **more))
    await drain()
    return await channel_code(code_id)


async def scanned(enterprise: Enterprise, drain: Drain, code: Code) -> Any:
    person = await enterprise.person()
    await enterprise.scan(person, code.config_id)
    await enterprise.arrived(1)
    await drain()
    return person


async def test_remark_and_tags_are_noted_at_wecom(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    tag = await corp_tag(enterprise)
    code = await live(drain, guide, name="南京西路店", tag_ids=[tag], remark_template=TEMPLATE)
    person = await scanned(enterprise, drain, code)
    [remarked] = await enterprise.calls("externalcontact/remark")
    date = clock.now().astimezone(clock.SHANGHAI).strftime("%m%d")
    who = {"userid": "lina", "external_userid": person["external_userid"]}
    assert remarked["body"] == who | {"remark": f"王小明-南京西路店-{date}"}
    [tagged] = await enterprise.calls("externalcontact/mark_tag")
    assert tagged["body"] == who | {"add_tag": [tag]}
    assert {remarked["answer"]["errcode"], tagged["answer"]["errcode"]} == {0}
    member = await db.fetch_value("SELECT member_id FROM guide_follows")
    [on] = (await tags_of([member]))[member]
    assert (on.name, on.source, on.put_by) == ("门店新客", Source.CHANNEL_CODE, code.id)


async def test_a_code_without_them_notes_nothing(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    await scanned(enterprise, drain, await live(drain, guide))
    assert await enterprise.calls("externalcontact/remark") == []
    assert await enterprise.calls("externalcontact/mark_tag") == []


async def test_who_has_left_already_is_not_noted_and_no_job_fails(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code = await live(drain, guide, remark_template=TEMPLATE, tag_ids=[await corp_tag(enterprise), "etgone"])
    await meet(
        NewFriend("lina", "wmgone", clock.now(), code.state),
        Customer("wmgone", "王小明", "u1"),
        CameBy(CameByKind.CHANNEL_CODE, code.id),
    )
    await enterprise.fault("externalcontact/remark", "errcode", errcode=84061)
    await enterprise.fault("externalcontact/mark_tag", "errcode", errcode=84061)
    await drain()
    assert len(await enterprise.calls("externalcontact/remark")) == 1
    assert len(await enterprise.calls("externalcontact/mark_tag")) == 1
    assert await db.fetch_value("SELECT count(*) FROM pgqueuer") == 0


async def test_the_welcome_of_the_guides_store_carries_a_coupon_and_the_attribution(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    store, elsewhere, template = await make_store("S1"), await make_store("S2"), new_id()
    await db.execute("UPDATE staff SET store_id = $1", store)
    card = {"kind": "coupon", "id": str(template), "title": "新客立减 20 元"}
    other = {"store_ids": [str(elsewhere)], "text": "别的门店"}
    code = await live(drain, guide, welcomes=[other, {"store_ids": [str(store)], "text": "欢迎来店", "card": card}])
    person = await scanned(enterprise, drain, code)
    [received] = await enterprise.inbox_of(person)
    assert received["text"] == "欢迎来店"
    [attachment] = received["attachments"]
    assert attachment["miniprogram"]["title"] == "新客立减 20 元"
    page = urlsplit(attachment["miniprogram"]["page"])
    query = parse_qs(page.query)
    assert (page.path, query["id"]) == ("pages/coupon/index.html", [str(template)])
    assert read_token(query["s"][0]) == (EntranceKind.CHANNEL, code.id)


async def test_without_a_fitting_variant_the_usual_welcome_is_sent(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    code = await live(drain, guide, welcomes=[{"store_ids": [str(await make_store("S1"))], "text": "别的门店"}])
    [received] = await enterprise.inbox_of(await scanned(enterprise, drain, code))
    assert received["text"] == code.terms.welcome_text


def variant(text: str, start: str = "", end: str = "", *stores: UUID) -> WelcomeVariant:
    windows = [{"days": [1, 2, 3, 4, 5, 6, 7], "start": start, "end": end}] if start else []
    return WelcomeVariant.model_validate({"windows": windows, "store_ids": list(stores), "text": text})


def test_the_first_variant_that_fits_hour_and_store_is_taken() -> None:
    ours, theirs = uuid4(), uuid4()
    night, noon, of_store = (
        variant("夜", "22:00", "06:00"),
        variant("午", "12:00", "13:00", ours),
        variant("店", "", "", ours),
    )
    variants = [night, noon, of_store]
    assert choose(variants, NOON, ours) is noon
    assert choose(variants, NOON, theirs) is None
    assert choose(variants, NOON, None) is None
    assert choose(variants, NOON.replace(hour=6), ours) is of_store
    assert choose(variants, NOON.replace(hour=15), theirs) is night


@pytest.mark.parametrize(
    ("template", "nickname", "channel", "remark"),
    [
        (TEMPLATE, "王小明", "南京西路店", "王小明-南京西路店-0601"),
        (TEMPLATE, "一二三四五六七八九十一二", "南京西路旗舰店二层收银台", "一二三四五六七-南京西路旗舰店-0601"),
        (TEMPLATE, "小", "南京西路旗舰店二层收银台边上的", "小-南京西路旗舰店二层收银台边-0601"),
        (TEMPLATE, "一二三四五六七八九十一二三四五", "店", "一二三四五六七八九十一二三-店-0601"),
        ("{昵称}", "{渠道}{日期}", "店", "{渠道}{日期}"),
        ("VIP {渠道}", "小", "一二三四五六七八九十一二三四五六七八", "VIP 一二三四五六七八九十一二三四五六"),
    ],
)
def test_a_remark_keeps_its_date_and_cuts_the_rest(template: str, nickname: str, channel: str, remark: str) -> None:
    assert remark_for(template, nickname, channel, NOON) == remark


@given(
    st.text(max_size=70),
    st.text(max_size=30),
    st.permutations(["{昵称}", "{渠道}", "{日期}"]),
    st.text("-_ ", max_size=4),
)
def test_a_remark_never_exceeds_twenty_characters(nickname: str, channel: str, parts: list[str], glue: str) -> None:
    remark = remark_for(glue.join(parts), nickname, channel, NOON)
    assert len(remark) <= 20
    assert "0601" in remark
