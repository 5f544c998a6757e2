"""Who calls this door."""

from typing import Any
from uuid import UUID

from app.http.routes import Call, Handler, Route
from app.http.sessions import SessionInvalid
from app.kernel.actor import ActorKind


def member_id(call: Call) -> UUID:
    """The member of the session. What a body or a link says about identity counts for nothing."""
    if call.by.id is None:
        raise SessionInvalid
    return call.by.id


def member_route(method: str, path: str, handler: Handler, summary: str, **more: Any) -> Route:
    """A route for members with a session; `more` are further fields of Route."""
    return Route(method, path, handler, ActorKind.MEMBER, summary=summary, **more)
