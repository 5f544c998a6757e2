"""Template cards to members, and robots in groups."""

from typing import Any

import httpx
import pytest

from app.kernel.errors import Misconfigured, PermanentFailure, QuotaExceeded
from tests.wecom.enterprise import Enterprise
from wecom.client import card_messages, cards
from wecom.client.corp import Corp
from wecom.client.robot import EVERYBODY, Article, Robot

GUIDE = "lina"
PAGE = cards.Target(type=cards.ADDRESS, url="https://shop.example.com/tasks")
OPTIONS = [cards.Option("1", "今天"), cards.Option("2", "明天")]
TITLE = cards.Title("您有 3 位客户待回访", "今日任务")
NOTICE = cards.TextNotice(
    TITLE,
    card_action=PAGE,
    source=cards.Source("私域助手", desc_color=1),
    emphasis_content=cards.Title("3", "位客户"),
    quote_area=cards.Quote(title="客户说", quote_text="什么时候到货？"),
    horizontal_content_list=[cards.Row("客户", "王小明"), cards.Row("导购", type=cards.MEMBER, userid=GUIDE)],
    jump_list=[cards.Jump(type=cards.ADDRESS, url="https://shop.example.com", title="去看看")],
)
NEWS = cards.NewsNotice(TITLE, card_action=PAGE, card_image=cards.Image("https://shop.example.com/a.png", 1.5))
BUTTONS = cards.Buttons(
    TITLE,
    task_id="task-1@a",
    button_list=[cards.Button("已回访", "done"), cards.Button("稍后", "later", style=2)],
    button_selection=cards.Selection("when", OPTIONS, title="何时", selected_id="1"),
    action_menu=cards.Menu([cards.Action("不再提醒", "mute")], desc="更多"),
)
VOTE = cards.Vote(
    TITLE,
    task_id="task-2",
    checkbox=cards.Ticks("which", [cards.TickOption("1", "绿茶", True), cards.TickOption("2", "红茶")], mode=1),
    submit_button=cards.Action("提交", "send"),
)
CHOICES = cards.Choices(
    TITLE, task_id="task-3", select_list=[cards.Selection("when", OPTIONS)], submit_button=cards.Action("提交", "send")
)


def test_a_card_says_its_kind_and_nothing_that_was_not_said() -> None:
    assert cards.body(cards.TextNotice(cards.Title("标题"), card_action=PAGE)) == {
        "card_type": "text_notice",
        "main_title": {"title": "标题"},
        "card_action": {"type": 1, "url": "https://shop.example.com/tasks"},
    }


def test_buttons_with_a_choice_and_a_menu() -> None:
    assert cards.body(BUTTONS) == {
        "card_type": "button_interaction",
        "main_title": {"title": "您有 3 位客户待回访", "desc": "今日任务"},
        "task_id": "task-1@a",
        "action_menu": {"desc": "更多", "action_list": [{"text": "不再提醒", "key": "mute"}]},
        "button_list": [{"text": "已回访", "key": "done"}, {"text": "稍后", "key": "later", "style": 2}],
        "button_selection": {
            "question_key": "when",
            "title": "何时",
            "selected_id": "1",
            "option_list": [{"id": "1", "text": "今天"}, {"id": "2", "text": "明天"}],
        },
    }


@pytest.mark.parametrize("card", [NOTICE, NEWS, BUTTONS, VOTE, CHOICES], ids=lambda card: type(card).__name__)
async def test_the_platform_takes_a_card_of_each_kind(corp: Corp, enterprise: Enterprise, card: cards.Card) -> None:
    await enterprise.hire(GUIDE)
    sent = await card_messages.send(corp.agent, corp.agent_id, [GUIDE, "nobody"], card)
    assert sent.msgid
    assert bool(sent.response_code) == isinstance(card, cards.Buttons | cards.Vote | cards.Choices)
    assert sent.invaliduser == "nobody"
    [got] = await enterprise.get(f"/wecom/staff/{GUIDE}/inbox")
    assert got["template_card"] == cards.body(card)


async def test_a_pressed_card_gets_grey_buttons_once(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.hire(GUIDE)
    await enterprise.hire("wangqiang", "王强")
    sent = await card_messages.send(corp.agent, corp.agent_id, [GUIDE], BUTTONS)
    named = [GUIDE, "wangqiang"]
    never = await card_messages.grey_buttons(corp.agent, corp.agent_id, named, sent.response_code, "已完成")
    assert never == ["wangqiang"]
    [got] = await enterprise.get(f"/wecom/staff/{GUIDE}/inbox")
    assert got["replace_name"] == "已完成"
    with pytest.raises(PermanentFailure):
        await card_messages.grey_buttons(corp.agent, corp.agent_id, [GUIDE], sent.response_code, "再来")


async def test_a_card_is_replaced_and_a_message_taken_back(corp: Corp, enterprise: Enterprise) -> None:
    await enterprise.hire(GUIDE)
    sent = await card_messages.send(corp.agent, corp.agent_id, [GUIDE], BUTTONS)
    await card_messages.replace(corp.agent, corp.agent_id, [GUIDE], sent.response_code, NOTICE)
    [got] = await enterprise.get(f"/wecom/staff/{GUIDE}/inbox")
    assert got["template_card"]["card_type"] == "text_notice"
    await card_messages.recall(corp.agent, sent.msgid)
    assert await enterprise.get(f"/wecom/staff/{GUIDE}/inbox") == []


@pytest.fixture
async def robot(corp: Corp, enterprise: Enterprise) -> Robot:
    made = await enterprise.post("/wecom/robots/", name="播报")
    return Robot(corp.outbound, made["key"])


async def said(enterprise: Enterprise, robot: Robot) -> list[Any]:
    found: list[Any] = await enterprise.get(f"/wecom/robots/{robot._key}/messages")
    return found


async def test_a_robot_says_what_it_can_say(corp: Corp, enterprise: Enterprise, robot: Robot) -> None:
    await robot.text("新" * 1000, mention=[GUIDE, EVERYBODY])
    await robot.markdown("**今日** 3 单")
    await robot.image(corp.cover._content)
    await robot.news([Article("新品", "https://shop.example.com/new")])
    await enterprise.hire(GUIDE)
    await robot.card(NOTICE)
    await robot.file("日报.csv", b"a,b\n1,2\n")
    text, markdown, image, news, card, file = await said(enterprise, robot)
    assert text["text"] == {"content": "新" * 682, "mentioned_list": [GUIDE, EVERYBODY]}
    assert markdown["markdown"]["content"] == "**今日** 3 单"
    assert image["image"]["bytes"] == len(corp.cover._content)
    assert news["news"]["articles"] == [{"title": "新品", "url": "https://shop.example.com/new"}]
    assert card["template_card"]["card_type"] == "text_notice"
    assert file["file"]["media_id"]


async def test_a_robot_holds_itself_to_its_pace(enterprise: Enterprise, robot: Robot) -> None:
    robot._budgets._wait = 0
    refused = []
    for n in range(25):
        try:
            await robot.text(f"第 {n} 条")
        except QuotaExceeded as too_soon:
            refused.append(too_soon)
    assert len(await said(enterprise, robot)) == 25 - len(refused)
    assert 0 < len(refused) <= 15
    assert refused[0].retry_at
    asked = [call for call in await enterprise.calls("webhook/send") if call["query"]]
    assert {call["answer"]["errcode"] for call in asked} == {0}


async def test_a_robot_that_was_removed_says_where_to_put_it_back(
    corp: Corp, enterprise: Enterprise, sandbox: httpx.AsyncClient, robot: Robot
) -> None:
    (await sandbox.delete(f"/_sandbox/wecom/robots/{robot._key}")).raise_for_status()
    with pytest.raises(Misconfigured, match="群设置"):
        await robot.text("有人吗")
