"""Who calls this door. A guide's session ends with their employment, not with its twelve hours."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from app.http.routes import Answer, Call, Handler, Route
from app.http.sessions import SessionInvalid
from app.kernel.actor import ActorKind
from app.kernel.cache import BytesCache
from app.kernel.errors import SendFailed
from app.staff.queries import staff_by_id
from wecom.sidebar_api.errors import GuideGone, from_wecom

SECONDS = 3.0
GUIDES = 20_000


@dataclass(frozen=True, slots=True)
class Guide:
    """A working guide. `userid` is the WeCom userid."""

    staff_id: UUID
    userid: str


async def _userid_at_work(staff_id: UUID) -> bytes | None:
    staff = await staff_by_id(staff_id)
    return staff.userid.encode() if staff and staff.active else None


# A dismissed guide's token works at most this much longer; a busy guide is looked up once in it.
at_work: BytesCache[UUID] = BytesCache(_userid_at_work, ttl=SECONDS, size=GUIDES)


async def caller(call: Call) -> Guide:
    """The guide of the session. Raises GuideGone when they do not work here any more."""
    if call.by.kind is not ActorKind.GUIDE or call.by.id is None:
        raise SessionInvalid
    userid = await at_work.get(call.by.id)
    if userid is None:
        raise GuideGone
    return Guide(call.by.id, userid.decode())


def guide_route(method: str, path: str, handler: Handler, summary: str, **more: Any) -> Route:
    """A route for guides with a session; `more` are further fields of Route."""
    return Route(method, path, handler, ActorKind.GUIDE, summary=summary, **more)


def guarded(route: Route, handler: Handler) -> Handler:
    """Around every handler of the door: who is dismissed stays out, and what WeCom refused is said in Chinese."""
    inner: Callable[..., Awaitable[Answer]] = handler

    @wraps(handler)
    async def run(call: Call, **path: Any) -> Answer:
        if route.who is not None:
            await caller(call)
        try:
            return await inner(call, **path)
        except SendFailed as failure:
            raise from_wecom(failure) from failure

    return run
