"""Broadcasts (企业群发): a task per member, which the member must confirm before anything is sent."""

import secrets
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.clock import CHINA
from sandbox.errors import ControlError
from sandbox.wecom.errors import WeComError

SINGLE, GROUP = "single", "group"
NOT_SENT, SENT, NOT_FRIEND, OVER_QUOTA = 0, 1, 2, 3
TASK_WAITING, TASK_DONE = 0, 2


@dataclass
class Target:
    """A customer or a group; `status` is NOT_SENT, SENT, NOT_FRIEND or OVER_QUOTA."""

    id: str
    status: int = NOT_SENT
    send_time: int = 0


@dataclass
class Task:
    """What one member is asked to send; no targets in a group task: the owner picks groups when confirming."""

    userid: str
    targets: list[Target]
    status: int = TASK_WAITING
    send_time: int = 0


@dataclass
class Broadcast:
    msgid: str
    chat_type: str
    create_time: int
    text: str
    attachments: list[dict[str, Any]]
    tasks: dict[str, Task]
    allow_select: bool = False
    cancelled: bool = False
    reminded_at: list[int] = field(default_factory=list)

    def task(self, userid: str) -> Task:
        """40003 when this member was not asked to send it."""
        if userid not in self.tasks:
            raise WeComError(40003, userid)
        return self.tasks[userid]


class MonthlyQuota:
    """How many broadcasts a customer or a group may get in one calendar month of China.

    One per day of the month; `per_month` replaces that number when it is set.
    """

    def __init__(self) -> None:
        self.per_month: int | None = None
        self._used: Counter[tuple[str, str]] = Counter()

    def take(self, target_id: str, now: datetime) -> bool:
        """Uses one place of this month; False when none is left."""
        local = now.astimezone(CHINA)
        key = target_id, local.strftime("%Y-%m")
        most = monthrange(local.year, local.month)[1] if self.per_month is None else self.per_month
        if self._used[key] >= most:
            return False
        self._used[key] += 1
        return True


class Broadcasts:
    """All broadcasts by msgid, oldest first."""

    def __init__(self) -> None:
        self.quota = MonthlyQuota()
        self._kept: dict[str, Broadcast] = {}

    def add(
        self, chat_type: str, now: int, content: tuple[str, list[dict[str, Any]]], tasks: list[Task], allow_select: bool
    ) -> Broadcast:
        msgid = "msg" + secrets.token_urlsafe(30)
        text, attachments = content
        by_member = {task.userid: task for task in tasks}
        self._kept[msgid] = Broadcast(msgid, chat_type, now, text, attachments, by_member, allow_select)
        return self._kept[msgid]

    def get(self, msgid: str) -> Broadcast:
        """41046 without a msgid, 41047 for an unknown one."""
        if not msgid:
            raise WeComError(41046)
        if msgid not in self._kept:
            raise WeComError(41047)
        return self._kept[msgid]

    def controlled(self, msgid: str) -> Broadcast:
        """The broadcast named in the control API; 404 when there is none."""
        if msgid not in self._kept:
            raise ControlError(404, f"no broadcast {msgid}")
        return self._kept[msgid]

    def all(self) -> list[Broadcast]:
        return list(self._kept.values())

    def of_member(self, userid: str) -> list[Broadcast]:
        return [broadcast for broadcast in self._kept.values() if userid in broadcast.tasks]
