"""What codes and links tell."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ChannelCodeRequested:
    """A channel code is to be created at WeCom."""

    channel_code_id: UUID


@dataclass(frozen=True, slots=True)
class ChannelCodeDue:
    """Who is on duty for a channel code may be others than WeCom knows."""

    channel_code_id: UUID


@dataclass(frozen=True, slots=True)
class ChannelCodeEnded:
    """A channel code's way is to be removed at WeCom."""

    channel_code_id: UUID


@dataclass(frozen=True, slots=True)
class WelcomeOwed:
    """A welcome message must be sent inside the life of its code."""

    welcome_id: UUID


@dataclass(frozen=True, slots=True)
class GroupCodeDue:
    """A group code is to be made, changed, looked at or removed at WeCom."""

    group_code_id: UUID


@dataclass(frozen=True, slots=True)
class LinkDue:
    """An acquisition link is to be made, changed, looked at or removed at WeCom."""

    link_id: UUID
