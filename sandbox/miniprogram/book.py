"""What the mini-program server remembers: codes, sessions, tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.credentials import LETTERS, random_text
from sandbox.miniprogram.crypto import new_session_key
from sandbox.miniprogram.refusals import refusal
from sandbox.miniprogram.tokens import Tokens
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.world import World

CODE_LIFE = timedelta(minutes=5)
# The platform publishes neither the life of a session_key nor when a login replaces it.
SESSION_KEY_KEPT = timedelta(hours=1)
SESSION_KEY_LIFE = timedelta(days=3)


@dataclass
class Code:
    """A one-time code handed to the client; login codes and phone codes are separate name spaces."""

    person: Person
    expires_at: datetime
    used: bool = False


@dataclass(frozen=True)
class Session:
    """The one valid session_key of a user."""

    key: str
    made_at: datetime


class MiniProgramBook:
    def __init__(self, world: World) -> None:
        self._clock = world.clock
        self.tokens = Tokens(world.clock)
        self._login_codes: dict[str, Code] = {}
        self._phone_codes: dict[str, Code] = {}
        self._sessions: dict[str, Session] = {}
        self._last_logins: dict[str, datetime] = {}

    def login_code(self, person: Person) -> str:
        """What ``wx.login`` returns: 32 characters, once, five minutes."""
        code = "0" + random_text(31)
        self._login_codes[code] = Code(person, self._clock.now() + CODE_LIFE)
        return code

    def phone_code(self, person: Person) -> str:
        """What the getPhoneNumber button returns: 64 characters, once, five minutes."""
        code = random_text(64, LETTERS)
        self._phone_codes[code] = Code(person, self._clock.now() + CODE_LIFE)
        return code

    def log_in(self, js_code: str) -> tuple[Person, str]:
        """The person and session_key of a login code. Errors: 40029 unknown or expired, 40163 used before."""
        code = self._login_codes.get(js_code)
        if code is None:
            raise refusal(40029)
        if code.used:
            raise refusal(40163)
        self._spend(code)
        self._last_logins[code.person.openid] = self._clock.now()
        return code.person, self._session_at_login(code.person).key

    def reveal_phone(self, phone_code: str, openid: str | None) -> Person:
        """The person of a phone code. Errors: 40029 unknown, expired, used, or of another openid than the given."""
        code = self._phone_codes.get(phone_code)
        if code is None or code.used or (openid is not None and code.person.openid != openid):
            raise refusal(40029)
        self._spend(code)
        return code.person

    def session(self, openid: str) -> Session | None:
        """The user's valid session, or None before the first login and after its life."""
        session = self._sessions.get(openid)
        if session is None or self._clock.now() - session.made_at > SESSION_KEY_LIFE:
            return None
        return session

    def last_login(self, openid: str) -> datetime | None:
        """When the user last logged in: the sandbox's sign that they use the mini-program."""
        return self._last_logins.get(openid)

    def replace_session_key(self, openid: str) -> str:
        """A new session_key that keeps the expiry of the old one. Errors: 87007 without a valid session."""
        session = self.session(openid)
        if session is None:
            raise refusal(87007)
        self._sessions[openid] = Session(new_session_key(), session.made_at)
        return self._sessions[openid].key

    def _session_at_login(self, person: Person) -> Session:
        session = self._sessions.get(person.openid)
        if session is None or self._clock.now() - session.made_at > SESSION_KEY_KEPT:
            session = self._sessions[person.openid] = Session(new_session_key(), self._clock.now())
        return session

    def _spend(self, code: Code) -> None:
        if self._clock.now() > code.expires_at:
            raise refusal(40029)
        code.used = True
