"""What WeCom's callbacks tell."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CallbackStored:
    """A verified callback lies in the inbox and waits to be processed."""

    message_id: UUID


@dataclass(frozen=True, slots=True)
class GreetingAwaited:
    """A kept callback tells of a new friend who may be greeted, for twenty seconds."""

    message_id: UUID


@dataclass(frozen=True, slots=True)
class MenuWanted:
    """Head office wants the application's menu at WeCom to be what the bot knows."""
