"""What robots need from WeCom. Nothing is repeated by itself: the platform does not drop what it gets twice."""

from typing import Protocol

from app.kernel.errors import PermanentFailure
from app.kernel.port import Port
from app.robots.speech_terms import Markdown, News, Text


class RobotGone(PermanentFailure):
    """Its key is no robot's any more, or it is not in the group."""


class RobotsGateway(Protocol):
    async def say(self, key: str, words: Text | Markdown | News) -> None:
        """Say it now.

        Raises RobotGone, QuotaExceeded with the time to try again, and the SendFailed family.
        """
        ...


gateway: Port[RobotsGateway] = Port("robots")
