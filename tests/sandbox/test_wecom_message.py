"""Application messages to members."""

from typing import Any

import pytest

from tests.sandbox.enterprise import Enterprise

TEXT = {"msgtype": "text", "text": {"content": "有新订单"}}


async def send(enterprise: Enterprise, **body: Any) -> dict[str, Any]:
    agentid = enterprise.keys["wecom_agent_id"]
    return await enterprise.post("message/send", **{"agentid": agentid, "touser": "a", **TEXT, **body})


async def inbox(enterprise: Enterprise, userid: str = "a") -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = await enterprise.control(f"wecom/staff/{userid}/inbox", "GET")
    return messages


async def test_message_reaches_known_members_and_names_the_others(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    answer = await send(enterprise, touser="a|Nobody", totag="7")

    assert (answer["errcode"], answer["invaliduser"], answer["invalidtag"]) == (0, "nobody", "7")
    assert [one["text"]["content"] for one in await inbox(enterprise)] == ["有新订单"]


async def test_recipients_by_department_and_everybody(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    await enterprise.control("wecom/staff", userid="b", name="b", department=[2])
    await send(enterprise, touser="", toparty="2|9")
    await send(enterprise, touser="@all")

    assert (len(await inbox(enterprise, "a")), len(await inbox(enterprise, "b"))) == (1, 2)


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"agentid": 1}, 40056),
        ({"touser": "nobody"}, 81013),
        ({"touser": ""}, 82001),
        ({"msgtype": "poster"}, 40008),
        ({"text": {"content": ""}}, 40063),
        ({"msgtype": "markdown", "markdown": {"content": "好" * 683}}, 45002),
        ({"msgtype": "textcard", "textcard": {"title": "t", "description": "d"}}, 40063),
        (
            {"msgtype": "textcard", "textcard": {"title": "t", "description": "d", "url": "u", "btntxt": "查看更多吧"}},
            40058,
        ),
        ({"msgtype": "news", "news": {"articles": []}}, 40058),
        ({"msgtype": "miniprogram_notice", "miniprogram_notice": {"appid": "wx1", "title": "新订单到"}}, 90207),
        ({"msgtype": "template_card", "template_card": {"card_type": "vote"}}, 40058),
        ({"enable_duplicate_check": 1, "duplicate_check_interval": 14401}, 40058),
    ],
)
async def test_bad_messages_are_refused(enterprise: Enterprise, body: dict[str, Any], errcode: int) -> None:
    await enterprise.member("a")

    assert (await send(enterprise, **body))["errcode"] == errcode
    assert await inbox(enterprise) == []


async def test_every_kind_is_delivered(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    appid = enterprise.keys["miniprogram_appid"]
    kinds: dict[str, Any] = {
        "markdown": {"content": "**好**"},
        "textcard": {"title": "题", "description": "述", "url": "https://a.cn", "btntxt": "查看"},
        "news": {"articles": [{"title": "题", "url": "https://a.cn"}]},
        "miniprogram_notice": {"appid": appid, "title": "有新订单", "content_item": [{"key": "门店", "value": "一店"}]},
        "template_card": {
            "card_type": "text_notice",
            "main_title": {"title": "题"},
            "card_action": {"type": 2, "appid": appid},
        },
    }
    for kind, content in kinds.items():
        assert (await send(enterprise, msgtype=kind, **{kind: content}))["errcode"] == 0

    assert [(one["msgtype"], one[one["msgtype"]]) for one in await inbox(enterprise)] == list(kinds.items())


async def test_long_text_is_cut_at_2048_bytes(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    await send(enterprise, text={"content": "好" * 700})

    assert (await inbox(enterprise))[0]["text"]["content"] == "好" * 682


async def test_thirty_a_minute_reach_a_member_and_the_rest_is_lost_silently(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    codes = {(await send(enterprise, text={"content": str(number)}))["errcode"] for number in range(31)}
    full = len(await inbox(enterprise))
    await enterprise.advance(60)
    await send(enterprise)

    assert (codes, full, len(await inbox(enterprise))) == ({0}, 30, 31)


async def test_duplicate_check_answers_ok_but_delivers_once(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    await enterprise.member("b")
    checked = {"enable_duplicate_check": 1, "duplicate_check_interval": 600}
    answers = [await send(enterprise, **checked) for _ in range(2)]
    await send(enterprise, **checked, touser="a|b")
    await send(enterprise, **checked, text={"content": "另一条"})
    within = (len(await inbox(enterprise, "a")), len(await inbox(enterprise, "b")))
    await send(enterprise)
    await enterprise.advance(601)
    await send(enterprise, **checked)

    assert [answer["errcode"] for answer in answers] == [0, 0]
    assert within == (2, 1)
    assert len(await inbox(enterprise, "a")) == 4


async def test_interactive_card_needs_a_fresh_task_id_and_a_callback(enterprise: Enterprise) -> None:
    await enterprise.member("a")
    card = {
        "card_type": "button_interaction",
        "main_title": {"title": "题"},
        "button_list": [{"text": "好", "key": "k"}],
    }
    without_id = await send(enterprise, msgtype="template_card", template_card=card)
    without_url = await send(enterprise, msgtype="template_card", template_card={**card, "task_id": "t1"})

    assert (without_id["errcode"], without_url["errcode"]) == (40063, 43012)
