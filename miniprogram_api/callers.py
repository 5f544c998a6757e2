"""Who calls this door."""

from uuid import UUID

from app.http.routes import Call
from app.http.sessions import SessionInvalid


def member_id(call: Call) -> UUID:
    """The member of the session. What a body or a link says about identity counts for nothing."""
    if call.by.id is None:
        raise SessionInvalid
    return call.by.id
