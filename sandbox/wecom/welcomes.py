"""Welcome codes: one per add event, good for one message within 20 s of the event (official page 92137)."""

import secrets
from dataclasses import dataclass

from sandbox.wecom.errors import WeComError
from sandbox.wecom.relations import Relation

LIFETIME = 20


@dataclass
class Welcome:
    relation: Relation
    event_at: float
    used: bool = False


class Welcomes:
    """All codes given out; times are Unix seconds with fractions."""

    def __init__(self) -> None:
        self._codes: dict[str, Welcome] = {}

    def issue(self, relation: Relation, event_at: float) -> str:
        code = secrets.token_urlsafe(24)
        self._codes[code] = Welcome(relation, event_at)
        return code

    def use(self, code: str, now: float) -> Relation:
        """Spends the code; 41050 unknown or too late, 41051 used before or already chatting."""
        welcome = self._codes.get(code)
        if welcome is None or now > welcome.event_at + LIFETIME:
            raise WeComError(41050)
        if welcome.used or welcome.relation.chatting:
            raise WeComError(41051)
        if welcome.relation.deleted_by_customer:
            raise WeComError(84061)
        welcome.used = True
        return welcome.relation
