"""Logging in to the sidebar with who one is in WeCom."""

from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from app.http.bodies import Body
from app.http.requests import caller_ip
from app.http.routes import Call, Route
from app.http.sessions import sessions
from app.kernel import redis
from app.kernel.actor import Actor, ActorKind
from app.staff.queries import staff_by_userid
from wecom.sidebar_api.errors import GuideDismissed, NotAGuide, StateNotAccepted
from wecom.sidebar_api.platform import sidebar_app

# A whole shop comes from one address.
TRIES = 60
WINDOW_SECONDS = 60


class LoginWish(Body):
    return_to: str = Field(min_length=1, max_length=1024, description="登录后回到的页面，须在本系统域名下")
    challenge: str = Field(pattern=r"^[0-9a-f]{64}$", description="页面自留随机串 verifier 的 SHA-256（小写十六进制）")


class LoginAddress(BaseModel):
    """`url`: where the page goes; it comes back with `code` and `state`."""

    url: str


class LogIn(Body):
    code: str = Field(min_length=1, max_length=512, description="企业微信网页授权返回的 code，5 分钟内使用一次")
    state: str = Field(min_length=1, max_length=128, description="随 code 返回的 state，10 分钟内有效")
    verifier: str = Field(min_length=16, max_length=128, description="取登录地址前页面自留的随机串")


class LoggedIn(BaseModel):
    """`token` goes into `Authorization: Bearer` until `expires_at`."""

    token: str
    expires_at: datetime
    staff_id: UUID
    name: str


async def login_url(call: Call) -> LoginAddress:
    return LoginAddress(url=sidebar_app().login_url(call.query.return_to, call.query.challenge))


async def open_session(call: Call) -> LoggedIn:
    # A code cannot be guessed: without Redis guides may still work.
    await redis.limit(f"guide-log-in:{caller_ip(call.request)}", hits=TRIES, seconds=WINDOW_SECONDS, when_down="allow")
    if not sidebar_app().states.accepts(call.body.state, call.body.verifier):
        raise StateNotAccepted
    staff = await staff_by_userid(await sidebar_app().userid_of(call.body.code))
    if staff is None:
        raise NotAGuide
    if not staff.active:
        raise GuideDismissed
    token, expires_at = sessions().issue(Actor(ActorKind.GUIDE, staff.id))
    return LoggedIn(token=token, expires_at=datetime.fromtimestamp(expires_at, UTC), staff_id=staff.id, name=staff.name)


ROUTES = [
    Route("GET", "/login-url", login_url, query=LoginWish, returns=LoginAddress, summary="企业微信登录地址"),
    Route("POST", "/sessions", open_session, body=LogIn, returns=LoggedIn, status=201, summary="导购登录"),
]
