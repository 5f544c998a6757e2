"""Logging in to the mini-program."""

from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from app.http.bodies import Body
from app.http.requests import caller_ip
from app.http.routes import Call
from app.http.sessions import sessions
from app.kernel import redis
from app.kernel.actor import Actor, ActorKind
from app.members.log_in import log_in

LOG_INS_A_MINUTE = 60
MINUTE = 60


class LogIn(Body):
    code: str = Field(min_length=1, max_length=128, description="wx.login 返回的 code，5 分钟内使用一次")


class LoggedIn(BaseModel):
    """`token` goes into `Authorization: Bearer` until `expires_at`."""

    token: str
    expires_at: datetime
    member_id: UUID


async def open_session(call: Call) -> LoggedIn:
    # Without Redis logging in goes on: a flood of it costs nothing but time.
    await redis.limit(f"log-in:{caller_ip(call.request)}", hits=LOG_INS_A_MINUTE, seconds=MINUTE, when_down="allow")
    member_id, openid = await log_in(call.body.code)
    token, expires_at = sessions().issue(Actor(ActorKind.MEMBER, member_id), openid)
    return LoggedIn(token=token, expires_at=datetime.fromtimestamp(expires_at, UTC), member_id=member_id)
