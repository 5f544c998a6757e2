"""Join ways (加入群聊): the codes through which consumers join customer groups (official page 92229)."""

import secrets
from dataclasses import dataclass
from typing import Any

from sandbox.errors import ControlError
from sandbox.wecom.errors import WeComError

MINI_PROGRAM, QR_CODE = 1, 2
PICTURES = "https://wework.qpic.cn/wwgroup/"


@dataclass
class JoinWay:
    """`fields` are the platform's own field names; `opened` counts the groups it has opened by itself."""

    config_id: str
    fields: dict[str, Any]
    opened: int = 0

    @property
    def qr_code(self) -> str:
        """ "" for a button in a mini-program."""
        return f"{PICTURES}{self.config_id}/0" if self.fields["scene"] == QR_CODE else ""

    def next_name(self) -> str:
        """What the next group it opens is called: the base name and a running number."""
        name = f"{self.fields['room_base_name'] or '群聊'}{self.fields['room_base_id'] + self.opened}"
        self.opened += 1
        return name

    def json(self) -> dict[str, Any]:
        answer = {"config_id": self.config_id, **self.fields}
        return answer | {"qr_code": self.qr_code} if self.qr_code else answer


class JoinWays:
    """All join ways by config_id."""

    def __init__(self) -> None:
        self._ways: dict[str, JoinWay] = {}

    def __len__(self) -> int:
        return len(self._ways)

    def add(self, fields: dict[str, Any]) -> JoinWay:
        way = JoinWay(secrets.token_hex(16), fields)
        self._ways[way.config_id] = way
        return way

    def get(self, config_id: str) -> JoinWay:
        """41044 for an unknown or deleted one."""
        way = self._ways.get(config_id)
        if way is None:
            raise WeComError(41044, config_id)
        return way

    def remove(self, config_id: str) -> None:
        del self._ways[self.get(config_id).config_id]

    def scanned(self, config_id: str, qr_code: str) -> JoinWay:
        """The way a phone has before its camera; 404 when the code leads nowhere."""
        way = self._ways.get(config_id or qr_code.removeprefix(PICTURES).removesuffix("/0"))
        if way is None:
            raise ControlError(404, "this code leads to no group")
        return way
