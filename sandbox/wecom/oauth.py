"""Login of members in web pages (official page 91335): one-time codes, good for five minutes."""

import secrets
from dataclasses import dataclass

from sandbox.wecom.errors import WeComError

LIFETIME = 300


@dataclass
class LoginCode:
    userid: str
    expires_at: int
    used: bool = False


class LoginCodes:
    def __init__(self) -> None:
        self._codes: dict[str, LoginCode] = {}

    def issue(self, userid: str, now: int) -> str:
        code = secrets.token_urlsafe(32)
        self._codes[code] = LoginCode(userid, now + LIFETIME)
        return code

    def use(self, code: str, now: int) -> str:
        """The member's userid; 40029 unknown, 42022 used before, 42003 too late."""
        found = self._codes.get(code)
        if found is None:
            raise WeComError(40029)
        if found.used:
            raise WeComError(42022)
        if now >= found.expires_at:
            raise WeComError(42003)
        found.used = True
        return found.userid
