"""What content security thinks of words, and who used the mini-program lately."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.world import World

ACTIVE = timedelta(hours=2)
NORMAL, ADS, ABUSE, OTHER = 100, 10001, 20003, 21000
# The platform publishes no words; these stand for its model. The first that is found decides.
WORDS = {
    "加微信返现": ("risky", ADS),
    "蠢货": ("risky", ABUSE),
    "疑似": ("review", OTHER),
}


@dataclass(frozen=True)
class Finding:
    """``suggest`` is pass, review or risky; ``word`` is empty when the text is normal."""

    suggest: str
    label: int
    word: str = ""


class SecurityBook:
    def __init__(self, world: World) -> None:
        self._world = world

    def is_active(self, person: Person) -> bool:
        """Whether the person logged in during the last two hours."""
        seen = self._world.miniprogram.last_login(person.openid)
        return seen is not None and self._world.clock.now() - seen <= ACTIVE

    def judge(self, content: str) -> Finding:
        for word, (suggest, label) in WORDS.items():
            if word in content:
                return Finding(suggest, label, word)
        return Finding("pass", NORMAL)

    def trace_id(self) -> str:
        return f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
