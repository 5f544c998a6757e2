"""Who of the staff may use which route."""

from typing import Any

from app.http.routes import Handler, Route
from app.kernel.actor import ActorKind
from app.staff.states import Role

ADMINS = frozenset({Role.HEAD_OFFICE.value})
MANAGERS = ADMINS | {Role.COMMUNITY_MANAGER.value}
MERCHANDISERS = ADMINS | {Role.MERCHANDISER.value}


def staff_route(method: str, path: str, handler: Handler, roles: frozenset[str], summary: str, **more: Any) -> Route:
    """A route for staff who have one of the roles; `more` are further fields of Route."""
    return Route(method, path, handler, ActorKind.STAFF, roles, summary=summary, **more)
