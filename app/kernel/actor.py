"""Who does something. Verbs take `by: Actor`; it comes from the session, never from a parameter."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """STAFF is who logged in to the back office; GUIDE the same person in WeCom's sidebar, who may do less."""

    MEMBER = "member"
    STAFF = "staff"
    GUIDE = "guide"
    PARTNER = "partner"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A caller. `id` is the member's or staff's id, None for the system; `roles` are staff roles."""

    kind: ActorKind
    id: UUID | None = None
    roles: frozenset[str] = frozenset()


SYSTEM = Actor(ActorKind.SYSTEM)
