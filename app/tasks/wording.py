"""How tasks are told to guides, in app messages. WeCom takes 2048 bytes of text: at most a few tasks, short lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.kernel.clock import SHANGHAI
from app.kernel.money import yuan
from app.tasks.states import TaskKind

MOST_LINES = 8
UNITS = {
    TaskKind.NEW_FRIENDS: "位新好友",
    TaskKind.MEMBERS_JOINED: "位新会员",
    TaskKind.ORDERS: "笔订单",
    TaskKind.BROADCASTS: "次群发",
    TaskKind.CONTENT_SENT: "次内容发送",
}


def quantity(kind: TaskKind, amount: int) -> str:
    """`¥1280.00` for sales, else the bare number."""
    return f"¥{yuan(amount)}" if kind is TaskKind.SALES else str(amount)


def moment(at: datetime) -> str:
    """To the second: WeCom drops the same text to the same member within four hours."""
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M:%S}"


def assigned(tasks: Sequence[Any], now: datetime) -> str:
    """New tasks of one guide."""
    return _listed(f"【新任务】您有 {len(tasks)} 项新任务（{moment(now)}）", tasks)


def reminder(tasks: Sequence[Any], now: datetime) -> str:
    """Tasks of one guide that are not done yet."""
    return _listed(f"【任务提醒】您有 {len(tasks)} 项任务尚未完成（{moment(now)}）", tasks)


def lateness(title: str, kind: TaskKind, target: int, late: Sequence[Any], now: datetime) -> str:
    """Who missed a task, for those who answer for it. `late` are its first rows, the furthest behind first."""
    head = f"【任务逾期】「{title}」已截止，{late[0]['guides']} 位导购中 {late[0]['late']} 位未完成（{moment(now)}）"
    lines = [f"{row['name']} {quantity(kind, row['progress'])}/{quantity(kind, target)}" for row in late]
    rest = late[0]["late"] - len(late)
    return "\n".join([head, *lines, *([f"另有 {rest} 位"] if rest > 0 else [])])


def _listed(head: str, tasks: Sequence[Any]) -> str:
    lines = [_line(position, task) for position, task in enumerate(tasks[:MOST_LINES], 1)]
    rest = len(tasks) - len(lines)
    return "\n".join([head, *lines, *([f"另有 {rest} 项，请在任务列表查看"] if rest else [])])


def _line(position: int, task: Any) -> str:
    kind = TaskKind(task["kind"])
    reached = f"{quantity(kind, task['progress'])}/{quantity(kind, task['target'])}{UNITS.get(kind, '')}"
    until = f"{task['deadline_at'].astimezone(SHANGHAI):%m-%d %H:%M}"
    return f"{position}. {task['title']}：{reached}，{until} 截止"
