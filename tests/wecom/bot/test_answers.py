"""Guides ask the bot by menu and by word."""

import pytest

from app.kernel import clock, db
from app.radar.record import Seen, record
from app.radar.states import Behaviour
from app.staff.queries import StaffCard
from app.staff.sync import sync
from app.tasks.states import TaskKind
from tests.app.guides.factory import make_product, new_friend
from tests.app.tasks.factory import running
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise
from wecom.bot.commands import COMMANDS, HELP, command_for
from wecom.bot.menu import publish_menu


async def ask(enterprise: Enterprise, drain: Drain, userid: str = "lina", **what: str) -> str:
    """The last the member is told after saying `content` or clicking `key`."""
    before = await db.fetch_value("SELECT count(*) FROM wecom_inbox")
    await enterprise.post(f"/wecom/staff/{userid}/{'say' if 'content' in what else 'click'}", **what)
    await enterprise.arrived(before + 1)
    await drain()
    told = await enterprise.told(userid)
    return told[-1] if told else ""


async def test_todays_customers_are_named(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    friend = await new_friend(enterprise, guide, drain)
    product_id = await make_product()
    await record(friend["member_id"], [Seen(Behaviour.PRODUCT_VIEW, product_id, clock.now())] * 3)
    await drain()
    said = await ask(enterprise, drain, key="customers_today")
    assert "新好友：王小明" in said
    assert "· 王小明 浏览 3 次" in said


@pytest.mark.parametrize(
    ("content", "title"), [(" 佣金。", "【我的佣金】"), ("业绩", "【我的业绩】"), ("今日客户", "【今日客户】")]
)
async def test_words_lead_to_commands(
    enterprise: Enterprise, guide: StaffCard, drain: Drain, content: str, title: str
) -> None:
    assert (await ask(enterprise, drain, content=content)).startswith(title)


async def test_my_tasks_are_told_with_where_they_stand(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    assert "暂无进行中的任务" in await ask(enterprise, drain, content="任务")
    sold = await running(TaskKind.SALES, 100_000, title="销售冲刺")
    await db.execute("UPDATE guide_task_rows SET progress = 1990 WHERE task_id = $1", sold)
    done = await running(title="开门红")
    await db.execute(
        "UPDATE guide_task_rows SET progress = 2, status = 'done', done_at = $2 WHERE task_id = $1", done, clock.now()
    )
    over = await running(title="过去的任务")
    await db.execute("UPDATE guide_tasks SET status = 'ended', ended_at = $2 WHERE id = $1", over, clock.now())
    said = await ask(enterprise, drain, content="我的任务")
    assert "· 销售冲刺 19.90/1,000.00，" in said
    assert "· 开门红 2/2（已完成），" in said
    assert "过去的任务" not in said


async def test_what_no_command_means_is_answered_with_the_commands(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    assert await ask(enterprise, drain, content="天气怎么样") == HELP


async def test_who_is_no_member_in_service_hears_nothing(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    await enterprise.hire("stranger", "陌生人")
    assert await ask(enterprise, drain, userid="stranger", content="佣金") == ""
    await sync()
    await db.execute("UPDATE staff SET active = false WHERE userid = 'stranger'")
    assert await ask(enterprise, drain, userid="stranger", content="业绩") == ""


async def test_a_message_delivered_again_is_answered_once(
    enterprise: Enterprise, guide: StaffCard, drain: Drain
) -> None:
    await ask(enterprise, drain, content="帮助")
    last = (await enterprise.deliveries())[-1]
    await enterprise.replay(last["id"], "same")
    await drain()
    assert len(await enterprise.told("lina")) == 1


async def test_the_menu_at_wecom_has_every_command(enterprise: Enterprise, guide: StaffCard, drain: Drain) -> None:
    assert await publish_menu() == [one.title for one in COMMANDS]
    for one in COMMANDS:
        await enterprise.post("/wecom/staff/lina/click", key=one.key)
    answer = await enterprise.control.post("/_sandbox/wecom/staff/lina/click", json={"key": "no_such_item"})
    assert answer.status_code == 400


def test_no_word_means_two_commands() -> None:
    words = [word for one in COMMANDS for word in {one.key, one.title, *one.words}]
    assert len(words) == len(set(words))
    assert command_for("") is None
