"""Access tokens: one per (corpid, secret), stable for 7200 s (official page 91039)."""

import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.wecom.errors import WeComError

if TYPE_CHECKING:
    from sandbox.clock import Clock
    from sandbox.credentials import Credentials

LIFETIME = 7200
AGENT = "agent"
CONTACT = "contact"


@dataclass
class Token:
    value: str
    app: str
    expires_at: int
    revoked: bool = False


class Tokens:
    """Every token ever given out, so that an expired one (42001) differs from an unknown one (40014)."""

    def __init__(self, clock: "Clock", credentials: "Credentials") -> None:
        self._clock = clock
        self._corpid = credentials.wecom_corpid
        self._secrets = {AGENT: credentials.wecom_agent_secret, CONTACT: credentials.wecom_contact_secret}
        self._current: dict[str, Token] = {}
        self._given: dict[str, Token] = {}

    def get(self, corpid: str, corpsecret: str) -> Token:
        """The living token of the application with this secret; 41002, 41004, 40013 or 40001 otherwise."""
        if not corpid:
            raise WeComError(41002)
        if not corpsecret:
            raise WeComError(41004)
        if corpid != self._corpid:
            raise WeComError(40013)
        for app, secret in self._secrets.items():
            if hmac.compare_digest(secret.encode(), corpsecret.encode()):
                return self._of(app)
        raise WeComError(40001)

    def app_of(self, value: str) -> str:
        """The application a token speaks for; 41001, 40014 or 42001 otherwise."""
        if not value:
            raise WeComError(41001)
        token = self._given.get(value)
        if token is None or token.revoked:
            raise WeComError(40014)
        if self._clock.timestamp() >= token.expires_at:
            raise WeComError(42001)
        return token.app

    def revoke(self) -> int:
        """Ends every living token early, as the platform may; returns how many."""
        living = list(self._current.values())
        for token in living:
            token.revoked = True
        self._current.clear()
        return len(living)

    def remaining(self, token: Token) -> int:
        """Seconds the token still lives; never negative."""
        return max(0, token.expires_at - self._clock.timestamp())

    def _of(self, app: str) -> Token:
        now = self._clock.timestamp()
        token = self._current.get(app)
        if token is None or now >= token.expires_at:
            token = Token(secrets.token_urlsafe(96), app, now + LIFETIME)
            self._current[app] = token
            self._given[token.value] = token
        return token
