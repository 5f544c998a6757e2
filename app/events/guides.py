"""What guides tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FriendAdded:
    """A customer and a guide are WeCom friends; by which channel code, if by one. `at` is WeCom's time of it."""

    follow_id: UUID
    member_id: UUID
    staff_id: UUID
    channel_code_id: UUID | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoticeQueued:
    """A guide is to be told something by app message."""

    notice_id: UUID


@dataclass(frozen=True, slots=True)
class FriendLost:
    """A customer or a guide deleted the other, and nobody handed the customer over."""

    loss_id: UUID
    member_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class GroupOwnerChanged:
    """A customer group has another owner at WeCom."""

    chat_id: str
    from_userid: str
    to_userid: str
