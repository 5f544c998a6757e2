"""Logging in to the back office."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr

from app.http.bodies import Body
from app.http.requests import caller_ip
from app.http.routes import Call
from app.http.sessions import sessions
from app.kernel import redis
from app.kernel.actor import Actor, ActorKind
from app.staff.authenticate import authenticate
from backoffice_api import audit

TRIES = 10
WINDOW_SECONDS = 300


class LogIn(Body):
    login_name: str = Field(min_length=1, max_length=64)
    password: SecretStr = Field(min_length=1, max_length=256)


class LoggedIn(BaseModel):
    """`token` goes into `Authorization: Bearer` until `expires_at`."""

    token: str
    expires_at: datetime
    staff_id: UUID
    roles: list[str]


async def open_session(call: Call) -> LoggedIn:
    """Refused without Redis: unlimited guessing of passwords is worse than waiting."""
    name: str = call.body.login_name
    caller = hashlib.sha256(f"{name}\n{caller_ip(call.request)}".encode()).hexdigest()
    await redis.limit(f"staff-log-in:{caller}", hits=TRIES, seconds=WINDOW_SECONDS, when_down="refuse")
    staff = await authenticate(name, call.body.password.get_secret_value())
    await audit.write(staff.id, "POST /sessions", {}, {"login_name": name})
    token, expires_at = sessions().issue(Actor(ActorKind.STAFF, staff.id, staff.roles))
    ends = datetime.fromtimestamp(expires_at, UTC)
    return LoggedIn(token=token, expires_at=ends, staff_id=staff.id, roles=sorted(staff.roles))
