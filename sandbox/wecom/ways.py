"""Contact ways (联系我): the QR codes and buttons through which a consumer adds a member."""

import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import ControlError
from sandbox.wecom.errors import WeComError

SINGLE, MULTI = 1, 2
MINI_PROGRAM, QR_CODE = 1, 2
PICTURES = "https://wework.qpic.cn/wwpic/"


@dataclass
class ContactWay:
    """`fields` are the platform's own field names, as get_contact_way answers them."""

    config_id: str
    created_at: int
    qr_code: str
    fields: dict[str, Any]
    given: Counter[str] = field(default_factory=Counter)

    def next_user(self, userids: list[str]) -> str:
        """Whoever of these has got the fewest customers through this way so far; ties to the earlier one."""
        if not userids:
            raise ControlError(400, "this contact way leads to no member")
        return min(userids, key=lambda userid: self.given[userid])

    def json(self) -> dict[str, Any]:
        answer = {"config_id": self.config_id, **self.fields}
        return answer | {"qr_code": self.qr_code} if self.qr_code else answer


class ContactWays:
    """All contact ways by config_id."""

    def __init__(self) -> None:
        self._ways: dict[str, ContactWay] = {}

    def add(self, fields: dict[str, Any], now: int) -> ContactWay:
        config_id = secrets.token_hex(16)
        qr_code = f"{PICTURES}{config_id}/0" if fields["scene"] == QR_CODE else ""
        way = self._ways[config_id] = ContactWay(config_id, now, qr_code, fields)
        return way

    def get(self, config_id: str) -> ContactWay:
        """41044 for an unknown or deleted one."""
        way = self._ways.get(config_id)
        if way is None:
            raise WeComError(41044, config_id)
        return way

    def remove(self, config_id: str) -> None:
        del self._ways[self.get(config_id).config_id]

    def all(self) -> list[ContactWay]:
        return list(self._ways.values())

    def scanned(self, config_id: str, qr_code: str) -> ContactWay:
        """The way a phone has before its camera; 404 when the code leads nowhere."""
        way = self._ways.get(config_id or _config_id_in(qr_code))
        if way is None:
            raise ControlError(404, "this code leads to no contact way")
        return way


def _config_id_in(qr_code: str) -> str:
    """The part of the picture's address that names the contact way, "" when it is not such an address."""
    return qr_code.removeprefix(PICTURES).removesuffix("/0") if qr_code.startswith(PICTURES) else ""
