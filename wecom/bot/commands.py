"""What a guide may ask the bot, on one page. The menu has the same."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.analytics.guide_performance import Period, performance
from app.analytics.guide_today import customers_since
from app.kernel.clock import SHANGHAI
from app.kernel.money import yuan
from app.tasks.queries import MyTask, my_tasks
from app.tasks.states import RowStatus, TaskKind, TaskStatus

MOST = 10
NAMELESS = "微信用户"


@dataclass(frozen=True, slots=True)
class Command:
    """`key` is the menu item's, `words` are what may be written; `run` makes an answer of at most 1,000 characters."""

    key: str
    title: str
    words: frozenset[str]
    run: Callable[[UUID, datetime], Awaitable[str]]


def command_for(text: str) -> Command | None:
    """By a key, a title or a word, whatever the spaces and full stops around it."""
    asked = text.strip(" \u3000\n。.!！?？").lower()
    return next((one for one in COMMANDS if asked in (one.key, one.title) or asked in one.words), None)


async def customers_today(staff_id: UUID, at: datetime) -> str:
    """New friends and the most active customers since midnight."""
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    today = await customers_since(staff_id, midnight, MOST)
    lines = [f"【今日客户】截至 {_moment(at)}"]
    lines.append(f"新好友：{'、'.join(name or NAMELESS for name in today.met) if today.met else '暂无'}")
    if not today.active:
        lines.append("今天还没有客户访问商城")
    for one in today.active:
        bought = f"，下单 {one.orders} 笔" if one.orders else ""
        lines.append(f"· {one.nickname or NAMELESS} 浏览 {one.views} 次{bought}，最近 {_moment(one.last_at)}")
    return "\n".join(lines)


async def results(staff_id: UUID, at: datetime) -> str:
    """Own performance: today, seven days, thirty."""
    own = await performance(staff_id)
    parts = (("今日", own.today), ("近 7 天", own.days_7), ("近 30 天", own.days_30))
    lines = [f"【我的业绩】截至 {_moment(at)}", f"好友 {own.friends} 人，归属客户 {own.customers} 人"]
    return "\n".join([*lines, *(_period(name, period) for name, period in parts)])


async def commission(staff_id: UUID, at: datetime) -> str:
    """What the guide has earned, and what is frozen."""
    own = await performance(staff_id)
    return "\n".join(
        [
            f"【我的佣金】截至 {_moment(at)}",
            f"冻结中 ¥{yuan(own.commission_frozen)}（客户收货并过售后期后可结算）",
            f"今日 ¥{yuan(own.today.commission)}，近 7 天 ¥{yuan(own.days_7.commission)}，"
            f"近 30 天 ¥{yuan(own.days_30.commission)}（已扣除退货）",
        ]
    )


async def tasks(staff_id: UUID, at: datetime) -> str:
    """Own tasks that are coming or running, what ends first first."""
    mine = [one for one in await my_tasks(staff_id) if one.task_status is not TaskStatus.ENDED]
    lines = [f"【我的任务】截至 {_moment(at)}", *(_task(one) for one in mine[:MOST])]
    if not mine:
        lines.append("暂无进行中的任务")
    if len(mine) > MOST:
        lines.append(f"其余 {len(mine) - MOST} 项请在侧边栏查看")
    return "\n".join(lines)


async def explain(_: UUID, __: datetime) -> str:
    return HELP


def _period(name: str, period: Period) -> str:
    back = f"，退款 ¥{yuan(period.refunded)}" if period.refunded else ""
    return f"{name}：新好友 {period.new_friends}，订单 {period.orders} 笔 ¥{yuan(period.paid)}{back}"


def _task(one: MyTask) -> str:
    done, target = (yuan(one.progress), yuan(one.target)) if one.kind is TaskKind.SALES else (one.progress, one.target)
    until = one.deadline_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
    coming = "未开始" if one.task_status is TaskStatus.PUBLISHED else ""
    how = "已完成" if one.status is RowStatus.DONE else coming
    return f"· {one.title} {done}/{target}{f'（{how}）' if how else ''}，{until} 截止"


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%H:%M:%S")


COMMANDS = (
    Command("customers_today", "今日客户", frozenset({"我的客户", "客户", "今天的客户"}), customers_today),
    Command("results", "我的业绩", frozenset({"业绩", "今日业绩"}), results),
    Command("commission", "我的佣金", frozenset({"佣金", "提成", "我的提成"}), commission),
    Command("tasks", "我的任务", frozenset({"任务", "今日任务"}), tasks),
    Command("help", "帮助", frozenset({"help", "菜单", "?", "？", "你好"}), explain),
)
HELP = "您可以发送：" + "、".join(f"「{one.title}」" for one in COMMANDS)
