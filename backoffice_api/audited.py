"""What goes around every handler of this door, so that no route can forget the audit trail."""

from typing import Any

from pydantic import BaseModel

from app.http.routes import Answer, Call, Handler, Route
from app.http.sessions import SessionInvalid
from app.kernel.db import atomic
from backoffice_api import audit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def audited(route: Route, handler: Handler) -> Handler:
    """The handler and its audit entry in one transaction: both happen, or neither.

    Reads pass through. So does logging in, which is open to anyone: it writes its own entry once it knows who it was.
    """
    if route.method in SAFE or route.who is None:
        return handler
    action = f"{route.method} {route.path}"

    @atomic
    async def run(call: Call, **path: Any) -> Answer:
        answer = await handler(call, **path)
        if call.by.id is None:
            raise SessionInvalid
        target = {name: str(value) for name, value in path.items()} | _made(answer)
        await audit.write(call.by.id, action, target, audit.content_of(call.body, call.request.body))
        return answer

    return run


def _made(answer: Answer) -> dict[str, str]:
    """The id of what the handler made, if it answers with one."""
    made = getattr(answer, "id", None) if isinstance(answer, BaseModel) else None
    return {"id": str(made)} if made else {}
