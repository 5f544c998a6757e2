"""Customer group chats: members, versions of the member list and what was said."""

import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.clock import CHINA
from sandbox.errors import ControlError
from sandbox.wecom.errors import WeComError

STAFF, EXTERNAL = 1, 2
INVITED, BY_LINK, BY_QR = 1, 2, 3


@dataclass(frozen=True)
class GroupMember:
    """`userid` is the member's userid (STAFF) or the consumer's external_userid (EXTERNAL)."""

    userid: str
    type: int
    name: str
    join_time: int
    join_scene: int
    invitor: str
    unionid: str = ""
    state: str = ""

    def json(self, need_name: bool) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "userid": self.userid,
            "type": self.type,
            "join_time": self.join_time,
            "join_scene": self.join_scene,
            "invitor": {"userid": self.invitor},
            "group_nickname": "",
        }
        if self.unionid:
            answer["unionid"] = self.unionid
        if self.type == EXTERNAL:
            answer["state"] = self.state
        return answer | {"name": self.name} if need_name else answer


@dataclass(frozen=True)
class Shape:
    """What groupchat/get shows of a group from `since` (Unix seconds, fractions kept) on."""

    since: float
    name: str
    owner: str
    members: tuple[GroupMember, ...]
    version: str


@dataclass
class Group:
    chat_id: str
    create_time: int
    shapes: list[Shape]
    messages: list[dict[str, Any]] = field(default_factory=list)
    inherited: bool = False
    handed_over_at: list[int] = field(default_factory=list)

    @property
    def now(self) -> Shape:
        return self.shapes[-1]

    def seen_at(self, moment: float) -> Shape:
        """The newest shape no younger than `moment`, the first one when all are younger."""
        return next((shape for shape in reversed(self.shapes) if shape.since <= moment), self.shapes[0])

    def change(
        self, at: float, *, owner: str | None = None, members: tuple[GroupMember, ...] | None = None
    ) -> tuple[str, str]:
        """Adds a shape; `(old version, new version)`, equal when the member list stays."""
        old = self.now
        version = old.version if members is None else secrets.token_hex(16)
        self.shapes.append(Shape(at, old.name, owner or old.owner, members or old.members, version))
        return old.version, version

    def externals(self) -> list[str]:
        return [member.userid for member in self.now.members if member.type == EXTERNAL]


class Groups:
    """All living customer groups."""

    def __init__(self) -> None:
        self._groups: dict[str, Group] = {}
        self._taken: Counter[tuple[str, str]] = Counter()

    def open(self, name: str, owner: str, members: tuple[GroupMember, ...], at: float) -> Group:
        chat_id = "wr" + secrets.token_urlsafe(24)[:30]
        first = Shape(at, name, owner, members, secrets.token_hex(16))
        group = self._groups[chat_id] = Group(chat_id, int(at), [first])
        return group

    def find(self, chat_id: str) -> Group | None:
        return self._groups.get(chat_id)

    def get(self, chat_id: str) -> Group:
        """90501 when it is not, or no longer, a customer group."""
        group = self._groups.get(chat_id)
        if group is None:
            raise WeComError(90501, chat_id)
        return group

    def controlled(self, chat_id: str) -> Group:
        """The group named in the control API; 404 when there is none."""
        group = self._groups.get(chat_id)
        if group is None:
            raise ControlError(404, f"no group {chat_id}")
        return group

    def owned_by(self, userid: str) -> list[Group]:
        return [group for group in self._groups.values() if group.now.owner == userid]

    def may_take(self, userid: str, now: datetime, most: int) -> bool:
        """Counts one more group handed to this member today in China; False when there were `most` already."""
        key = userid, now.astimezone(CHINA).date().isoformat()
        if self._taken[key] >= most:
            return False
        self._taken[key] += 1
        return True

    def all(self) -> list[Group]:
        return list(self._groups.values())

    def dismiss(self, chat_id: str) -> None:
        del self._groups[chat_id]
