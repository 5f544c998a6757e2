"""Session tokens: HS256 JWT, checked without a database. What a caller is comes from here and nowhere else."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import jwt

from app.kernel import clock
from app.kernel.actor import Actor, ActorKind
from app.kernel.errors import Unauthenticated
from app.kernel.port import Port

LIFETIME = {
    ActorKind.MEMBER: timedelta(days=7),
    ActorKind.STAFF: timedelta(hours=12),
    ActorKind.GUIDE: timedelta(hours=12),
}
CACHED_TOKENS = 20_000


class SessionExpired(Unauthenticated):
    code = "session_expired"
    title = "登录已过期"


class SessionInvalid(Unauthenticated):
    code = "session_invalid"


@dataclass(frozen=True, slots=True)
class Session:
    """A caller until `expires_at` (unix seconds). A member's session also names the openid that logged in."""

    actor: Actor
    expires_at: int
    openid: str | None = None


class Sessions:
    """Issues and reads tokens. Read tokens are remembered, so a busy caller's signature is checked once."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._read: dict[str, Session] = {}

    def issue(self, actor: Actor, openid: str | None = None) -> tuple[str, int]:
        """A token and the unix second it ends."""
        expires_at = int((clock.now() + LIFETIME[actor.kind]).timestamp())
        claims = {"kind": actor.kind, "sub": str(actor.id), "roles": sorted(actor.roles), "exp": expires_at}
        return jwt.encode(claims | ({"openid": openid} if openid else {}), self._key, "HS256"), expires_at

    def read(self, token: str) -> Session:
        """The session of a token. Raises SessionInvalid for a forged one, SessionExpired for an old one."""
        session = self._read.get(token)
        if session is None:
            session = self._decode(token)
            if len(self._read) >= CACHED_TOKENS:
                self._read.clear()
            self._read[token] = session
        if session.expires_at <= clock.now().timestamp():
            raise SessionExpired
        return session

    def _decode(self, token: str) -> Session:
        try:
            # The end is checked against our own clock in `read`.
            required = {"require": ["exp", "sub", "kind"], "verify_exp": False}
            claims = jwt.decode(token, self._key, ["HS256"], options=required)  # type: ignore[arg-type]
            actor = Actor(ActorKind(claims["kind"]), UUID(claims["sub"]), frozenset(claims.get("roles", ())))
            return Session(actor, int(claims["exp"]), claims.get("openid"))
        except (jwt.InvalidTokenError, ValueError, TypeError):
            raise SessionInvalid from None


sessions: Port[Sessions] = Port("sessions")
