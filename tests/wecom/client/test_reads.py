"""Members, groups by owner, media, and who opens a page."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app.kernel.errors import PermanentFailure, QuotaExceeded, TemporaryFailure
from tests.wecom.enterprise import Enterprise
from wecom.client import broadcasts, directory, groups, login, media
from wecom.client.corp import Corp

GUIDE, OTHER = "lina", "wangqiang"


async def test_a_member_and_the_names_of_a_department(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.post("/wecom/staff", userid=GUIDE, name="李娜", department=[1, 3])
    await enterprise.post("/wecom/staff", userid=OTHER, name="王强", department=[2])
    found = await directory.user(corp.agent, GUIDE)
    assert (found.name, found.department, found.main_department, found.status) == ("李娜", [1, 3], 1, 1)
    [name] = await directory.names(corp.agent, 3)
    assert (name.userid, name.name, name.department) == (GUIDE, "李娜", [1, 3])
    with pytest.raises(PermanentFailure) as nobody:
        await directory.user(corp.agent, "nobody")
    with pytest.raises(PermanentFailure) as nowhere:
        await directory.names(corp.agent, 9)
    assert (nobody.value.code, nowhere.value.code) == (60111, 60123)


async def test_groups_are_listed_by_owner_page_by_page(
    corp: Corp, enterprise: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    for userid in (GUIDE, OTHER):
        await enterprise.hire(userid)
    mine = [await enterprise.group(GUIDE, name=f"群{n}") for n in range(3)]
    others = await enterprise.group(OTHER)
    monkeypatch.setattr(groups, "PAGE", 2)
    found = [one async for one in groups.owned_by(corp.contact, [GUIDE])]
    assert [(one.chat_id, one.status) for one in found] == [(one, 0) for one in mine]
    assert len(await enterprise.calls("externalcontact/groupchat/list")) == 2
    assert [one async for one in groups.owned_by(corp.contact, [])] == []
    assert sorted(await groups.chat_ids(corp.contact)) == sorted([*mine, others])
    resigned = groups.owned_by(corp.contact, [GUIDE], status=groups.OWNER_RESIGNED)
    assert [one async for one in resigned] == []


async def test_a_broadcast_is_reminded_of_three_times_and_cancelled_once(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.hire(GUIDE)
    chat_id = await enterprise.group(GUIDE)
    msgid = (await broadcasts.add_to_groups(corp.contact, GUIDE, [chat_id], "新品到店", None)).msgid
    for _ in range(3):
        await broadcasts.remind(corp.contact, msgid)
    with pytest.raises(QuotaExceeded, match="24 小时"):
        await broadcasts.remind(corp.contact, msgid)
    kinds = [message["kind"] for message in await enterprise.get(f"/wecom/staff/{GUIDE}/inbox")]
    assert kinds.count("remind") == 3
    assert await broadcasts.cancel(corp.contact, msgid)
    assert not await broadcasts.cancel(corp.contact, msgid)
    with pytest.raises(PermanentFailure):
        await broadcasts.cancel(corp.contact, "no-such-message")


async def test_a_file_comes_back_as_it_was_uploaded(corp: Corp, enterprise: Enterprise) -> None:
    cover = await corp.cover.media_id()
    assert await media.content(corp.contact, cover) == corp.cover._content
    with pytest.raises(PermanentFailure) as unknown:
        await media.content(corp.contact, "no-such-media")
    await enterprise.advance(3 * 24 * 3600)
    with pytest.raises(PermanentFailure) as lapsed:
        await media.content(corp.contact, cover)
    assert (unknown.value.code, lapsed.value.code) == (40007, 40145)
    await enterprise.fault("media/get", "http", status=502)
    with pytest.raises(TemporaryFailure):
        await media.content(corp.contact, cover)


async def test_a_file_that_looks_like_an_error_answer_is_a_file(corp: Corp, enterprise: Enterprise) -> None:
    confusing = b'{"errcode": 40001}'
    made = await corp.contact.upload(media.Uploaded, "media/upload", "file", "a.json", confusing)
    assert await media.content(corp.contact, made.media_id) == confusing


async def test_a_code_tells_once_which_member_opens_a_page(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.hire(GUIDE)
    code = (await enterprise.post(f"/wecom/staff/{GUIDE}/oauth_code"))["code"]
    assert (await login.visitor(corp.agent, code)).userid == GUIDE
    late = (await enterprise.post(f"/wecom/staff/{GUIDE}/oauth_code"))["code"]
    await enterprise.advance(301)
    refusals = []
    for bad in (code, "no-such-code", late):
        with pytest.raises(PermanentFailure) as refused:
            await login.visitor(corp.agent, bad)
        refusals.append(refused.value.code)
    assert refusals == [42022, 40029, 42003]


def test_the_address_that_asks_who_reads_a_page() -> None:
    asked = login.address("ww1", 1000002, "https://shop.example.com/sidebar?a=1&b=中", "s3cret")
    assert asked.endswith("#wechat_redirect")
    query = parse_qs(urlsplit(asked).query)
    assert query == {
        "appid": ["ww1"],
        "redirect_uri": ["https://shop.example.com/sidebar?a=1&b=中"],
        "response_type": ["code"],
        "scope": ["snsapi_base"],
        "state": ["s3cret"],
        "agentid": ["1000002"],
    }
