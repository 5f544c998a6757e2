"""Talking with the application: cards, buttons, menus, texts, changes and recall."""

from typing import Any

import pytest

from tests.sandbox.enterprise import Enterprise
from tests.sandbox.receiver import Receiver

DAY = 24 * 3600
OPTIONS = [{"id": "x", "text": "甲"}, {"id": "y", "text": "乙"}]
BUTTONS: dict[str, Any] = {
    "card_type": "button_interaction",
    "task_id": "t1",
    "main_title": {"title": "新任务"},
    "button_list": [{"text": "接受", "key": "yes"}, {"text": "看看", "type": 1, "url": "https://a.cn"}],
    "button_selection": {"question_key": "q", "option_list": OPTIONS},
}
VOTE: dict[str, Any] = {
    "card_type": "vote_interaction",
    "task_id": "t2",
    "main_title": {"title": "投票"},
    "checkbox": {"question_key": "q", "option_list": OPTIONS, "mode": 1},
    "submit_button": {"text": "提交", "key": "go"},
}
NEWS: dict[str, Any] = {
    "card_type": "news_notice",
    "main_title": {"title": "周报"},
    "card_image": {"url": "https://a.cn/1.png", "aspect_ratio": 2.25},
    "card_action": {"type": 1, "url": "https://a.cn"},
}
MENU = {"action_list": [{"text": "不再提醒", "key": "mute"}]}


@pytest.fixture
async def app(enterprise: Enterprise, receiver: Receiver) -> Enterprise:
    """The enterprise with members a and b and a callback URL, which cards need."""
    await enterprise.member("a")
    await enterprise.member("b")
    await enterprise.listen(receiver)
    return enterprise


async def send(enterprise: Enterprise, card: dict[str, Any], touser: str = "a") -> dict[str, Any]:
    agentid = enterprise.keys["wecom_agent_id"]
    body = {"agentid": agentid, "touser": touser, "msgtype": "template_card", "template_card": card}
    return await enterprise.post("message/send", **body)


async def update(enterprise: Enterprise, code: str, **body: Any) -> dict[str, Any]:
    agentid = enterprise.keys["wecom_agent_id"]
    return await enterprise.post("message/update_template_card", agentid=agentid, response_code=code, **body)


async def inbox(enterprise: Enterprise, userid: str = "a") -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = await enterprise.control(f"wecom/staff/{userid}/inbox", "GET")
    return messages


async def test_button_with_a_choice_is_told_with_a_code_that_changes_the_card(
    app: Enterprise, receiver: Receiver
) -> None:
    sent = await send(app, BUTTONS)
    pressed = await app.control("wecom/staff/a/press", task_id="t1", key="yes", selected={"q": ["y"]})
    request = (await receiver.wait_for(1))[0]
    event, xml = app.event(request), app.plain(request)
    changed = await update(app, event["ResponseCode"], userids=["a"], button={"replace_name": "已接受"})
    again = await app.client.post("/_sandbox/wecom/staff/a/press", json={"task_id": "t1", "key": "yes"})

    assert (event["Event"], event["FromUserName"], event["EventKey"]) == ("template_card_event", "a", "yes")
    assert (event["TaskId"], event["CardType"], event["AgentID"]) == (
        "t1",
        "button_interaction",
        str(app.keys["wecom_agent_id"]),
    )
    assert event["ResponseCode"] == pressed["response_code"] != sent["response_code"]
    assert (
        "<SelectedItems><SelectedItem><QuestionKey><![CDATA[q]]></QuestionKey>"
        "<OptionIds><OptionId><![CDATA[y]]></OptionId></OptionIds></SelectedItem></SelectedItems>"
    ) in xml
    assert (changed["errcode"], changed["invaliduser"]) == (0, [])
    assert [one["replace_name"] for one in await inbox(app)] == ["已接受"]
    assert (again.status_code, len(receiver.received)) == (400, 1)


async def test_code_changes_a_card_once_and_for_whom_it_was_sent(app: Enterprise) -> None:
    code = (await send(app, BUTTONS, "a|b"))["response_code"]
    spoilt = await update(app, code, userids=["a"], template_card={**NEWS, "card_image": {}})
    other = await update(app, code, userids=["a", "stranger"], template_card=NEWS)
    spent = await update(app, code, atall=1, template_card=NEWS)

    assert [one["errcode"] for one in (spoilt, other, spent)] == [40063, 0, 40058]
    assert other["invaliduser"] == ["stranger"]
    assert [(await inbox(app, userid))[0]["template_card"]["card_type"] for userid in ("a", "b")] == [
        "news_notice",
        "button_interaction",
    ]


async def test_code_lives_seventy_two_hours(app: Enterprise) -> None:
    early, late = [(await send(app, {**BUTTONS, "task_id": task}))["response_code"] for task in ("t1", "t2")]
    await app.advance(3 * DAY - 60)
    in_time = await update(app, early, atall=1, button={"replace_name": "已结束"})
    await app.advance(120)
    too_late = await update(app, late, atall=1, button={"replace_name": "已结束"})

    assert (in_time["errcode"], too_late["errcode"]) == (0, 40058)


async def test_whole_vote_is_told(app: Enterprise, receiver: Receiver) -> None:
    await send(app, VOTE)
    await app.control("wecom/staff/a/press", task_id="t2", key="go", selected={"q": ["x", "y"]})
    xml = app.plain((await receiver.wait_for(1))[0])

    assert "<OptionId><![CDATA[x]]></OptionId><OptionId><![CDATA[y]]></OptionId>" in xml


@pytest.mark.parametrize(
    ("press", "status"),
    [
        ({"task_id": "t9", "key": "yes"}, 404),
        ({"task_id": "t1", "key": "no"}, 400),
        ({"task_id": "t1", "key": "yes", "selected": {"q": ["z"]}}, 400),
        ({"task_id": "t1", "key": "yes", "selected": {"q": ["x", "y"]}}, 400),
        ({"task_id": "t1", "key": "yes", "selected": {"other": ["x"]}}, 400),
    ],
)
async def test_a_person_can_press_only_what_the_card_has(
    app: Enterprise, receiver: Receiver, press: dict[str, Any], status: int
) -> None:
    await send(app, BUTTONS)
    answer = await app.client.post("/_sandbox/wecom/staff/a/press", json=press)

    assert (answer.status_code, receiver.received) == (status, [])


async def test_menu_of_a_card_menu_of_the_application_and_opening_it(app: Enterprise, receiver: Receiver) -> None:
    await send(app, {**NEWS, "task_id": "t3", "action_menu": MENU})
    await app.control("wecom/staff/a/press", task_id="t3", key="mute")
    await app.control("wecom/staff/a/click", key="MY_TASKS")
    await app.control("wecom/staff/b/enter")
    events = [app.event(one) for one in await receiver.wait_for(3)]

    assert [(one["Event"], one["FromUserName"], one["EventKey"]) for one in events] == [
        ("template_card_menu_event", "a", "mute"),
        ("click", "a", "MY_TASKS"),
        ("enter_agent", "b", None),
    ]


async def test_text_to_the_application_is_a_message_with_an_id(app: Enterprise, receiver: Receiver) -> None:
    said = await app.control("wecom/staff/a/say", content="今日<业绩>")
    message = app.event((await receiver.wait_for(1))[0])
    created = message.pop("CreateTime")

    assert created.isdigit()
    assert message == {
        "ToUserName": app.keys["wecom_corpid"],
        "FromUserName": "a",
        "MsgType": "text",
        "Content": "今日<业绩>",
        "MsgId": said["msgid"],
        "AgentID": str(app.keys["wecom_agent_id"]),
    }


async def test_message_is_recalled_within_a_day_and_once(app: Enterprise) -> None:
    first, second = await send(app, NEWS, "a|b"), await send(app, NEWS)
    done = await app.post("message/recall", msgid=first["msgid"])
    again = await app.post("message/recall", msgid=first["msgid"])
    missing = await app.post("message/recall")
    await app.advance(DAY + 60)
    late = await app.post("message/recall", msgid=second["msgid"])

    assert [one["errcode"] for one in (done, again, missing, late)] == [0, 41047, 41046, 40058]
    assert [one["msgid"] for one in await inbox(app)] == [second["msgid"]]
    assert await inbox(app, "b") == []


@pytest.mark.parametrize(
    ("card", "errcode"),
    [
        ({**BUTTONS, "task_id": "空"}, 40058),
        ({**BUTTONS, "task_id": "t" * 129}, 40058),
        ({**BUTTONS, "main_title": {}}, 40063),
        ({**BUTTONS, "button_list": []}, 40058),
        ({**BUTTONS, "button_list": [{"text": "好", "key": "k"}] * 7}, 40058),
        ({**BUTTONS, "button_list": [{"text": "好"}]}, 40063),
        ({**BUTTONS, "button_list": [{"text": "好", "type": 1}]}, 40063),
        ({**BUTTONS, "button_selection": {"question_key": "q", "option_list": [OPTIONS[0]] * 2}}, 40058),
        ({**VOTE, "checkbox": {}}, 40063),
        ({**VOTE, "checkbox": {**VOTE["checkbox"], "mode": 2}}, 40058),
        ({**VOTE, "submit_button": {"text": "提交"}}, 40063),
        ({**VOTE, "card_type": "multiple_interaction"}, 40063),
        ({**VOTE, "card_type": "multiple_interaction", "select_list": [VOTE["checkbox"]] * 4}, 40058),
        ({**NEWS, "card_image": {}}, 40063),
        ({**NEWS, "card_image": {"url": "https://a.cn/1.png", "aspect_ratio": 2.3}}, 40058),
        ({**NEWS, "card_action": {}}, 40058),
        ({**NEWS, "card_action": {"type": 2, "appid": "wx1"}}, 90207),
        ({**NEWS, "action_menu": MENU}, 40063),
        ({**NEWS, "task_id": "t", "action_menu": {"action_list": MENU["action_list"] * 4}}, 40058),
        ({**NEWS, "jump_list": [{"title": "t"}] * 4}, 40058),
        ({**NEWS, "jump_list": [{"title": "t", "type": 1}]}, 40063),
        ({**NEWS, "horizontal_content_list": [{"keyname": "k"}] * 7}, 40058),
        ({**NEWS, "horizontal_content_list": [{"keyname": "k", "type": 2, "media_id": "x"}]}, 40007),
        ({**NEWS, "horizontal_content_list": [{"keyname": "k", "type": 3, "userid": "nobody"}]}, 40003),
        ({**NEWS, "vertical_content_list": [{"title": "t"}] * 5}, 40058),
        ({**NEWS, "source": {"desc_color": 4}}, 40058),
    ],
)
async def test_cards_the_platform_does_not_take(app: Enterprise, card: dict[str, Any], errcode: int) -> None:
    assert (await send(app, card))["errcode"] == errcode
    assert await inbox(app) == []


async def test_task_id_is_taken_once(app: Enterprise) -> None:
    assert [(await send(app, BUTTONS))["errcode"] for _ in range(2)] == [0, 40058]


async def test_page_has_the_buttons_of_open_cards(app: Enterprise) -> None:
    await send(app, {**BUTTONS, "button_list": [{"text": "<b>接受", "key": "yes"}]})
    page = (await app.client.get("/_sandbox/")).text

    assert "<button>&lt;b&gt;接受</button>" in page
    assert "&quot;task_id&quot;: &quot;t1&quot;" in page
