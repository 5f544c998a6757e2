"""What reviews need from outside: a platform that judges text."""

from typing import Protocol

from app.integrations.miniprogram_security import Verdict
from app.kernel.port import Port


class ContentSecurity(Protocol):
    async def judge(self, openid: str, text: str) -> Verdict:
        """Raises a SendFailed whose `code` is the platform's errcode."""
        ...


content_security: Port[ContentSecurity] = Port("content security")
